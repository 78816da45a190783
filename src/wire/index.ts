/**
 * The wire format between MIMI providers (draft-ietf-mimi-protocol-06 §5): a strict codec a struct, both ways, and
 * nothing that does I/O.
 *
 * A file an operation: key-material.ts, update.ts, submit-message.ts, fanout.ts, group-info.ts, consent.ts,
 * identifier-query.ts, abuse-report.ts, assets.ts. What all are made of is in presentation.ts; the codes with their
 * names and HTTP statuses are in codes.ts. What is signed or sealed is in signed/ and franking/, what companion drafts
 * add in ratchet-tree-options/ and semi-private-message/, where the endpoints are in directory/.
 *
 * Where the drafts are silent or contradict themselves, profile/ names what was decided.
 *
 * Every refusal is an `InvalidWire`; RangeError and TypeError are mistakes of the caller.
 * @module
 */
export type * from './contract.ts';
export { InvalidWire, type WireRule } from './invalid-wire.ts';
