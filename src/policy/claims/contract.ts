/**
 * Claims: what a credential says of its holder, in the form that preauthorisation compares (draft-ietf-mimi-room-policy §4).
 *
 * The draft compares octets and does not say which octets a value has. Here they are the value as the credential's own
 * format spells it, type included, so that two values are never alike by chance: issuers let people choose texts, and a
 * text must not pass for a number or a boolean. That is this project's reading: a peer that compares the bare UTF-8 of
 * texts finds other rooms open. Ids are those of §4.
 *
 * | Credential | `id` | `value` | `department: "HR"` |
 * |---|---|---|---|
 * | JWT | UTF-8 of the name | JSON as RFC 8785 spells it | `"HR"`, with the quotes |
 * | CWT | the key's CBOR | the value's CBOR | `62 48 52` |
 * | X.509 | the OID's contents | the value's DER | `0c 02 48 52`, or with another string type |
 * | our user URIs | a name of user-claims.ts | UTF-8 | always texts |
 * @module
 */
import type { PreauthorizedEntry } from '../contract.ts';

/** One claim of a credential. Compared octet for octet: the draft has exact matches only. */
export type Claim = PreauthorizedEntry['claims'][number];
