import { Writer } from '../codec/writer.ts';
import type { GroupContext } from '../contract.ts';
import { protocolVersion, wireFormat } from '../structs/code-points.ts';
import { encodeGroupContext } from '../structs/group-info.ts';
import { type ContentAuth, type FramedContent, writeAuth } from '../structs/message.ts';
import { type CipherSuite, proposalRef, signWithLabel, verifyWithLabel } from '../suites/index.ts';

/** RFC 9420 §6.1. */
export interface AuthenticatedContent {
  readonly wireFormat: 'public-message' | 'private-message';
  readonly content: FramedContent;
  readonly auth: ContentAuth;
}

type Framed = Omit<AuthenticatedContent, 'auth'>;

const label = 'FramedContentTBS';

/** FramedContentTBS: members and joiners bind their messages to the epoch's GroupContext, outsiders can't. */
function toBeSigned({ wireFormat: format, content }: Framed, context: GroupContext): Uint8Array {
  const writer = new Writer().uint16(protocolVersion).uint16(wireFormat[format]).raw(content.encoded);
  const { type } = content.sender;
  if (type === 'member' || type === 'new-member-commit') writer.raw(encodeGroupContext(context));
  return writer.finish();
}

export function signContent(
  suite: CipherSuite,
  privateKey: Uint8Array,
  framed: Framed,
  context: GroupContext,
): Uint8Array {
  return signWithLabel(suite, privateKey, label, toBeSigned(framed, context));
}

export function verifyContent(
  suite: CipherSuite,
  publicKey: Uint8Array,
  authenticated: AuthenticatedContent,
  context: GroupContext,
): boolean {
  return verifyWithLabel(suite, publicKey, label, toBeSigned(authenticated, context), authenticated.auth.signature);
}

/** RFC 9420 §6.2: the tag that shows a public message's sender to know the epoch's secrets. */
export function membershipTagOf(
  suite: CipherSuite,
  membershipKey: Uint8Array,
  authenticated: AuthenticatedContent,
  context: GroupContext,
): Uint8Array {
  const writer = new Writer().raw(toBeSigned(authenticated, context));
  writeAuth(writer, authenticated.auth);
  return suite.mac(membershipKey, writer.finish());
}

/** RFC 9420 §5.2: the name of a proposal. */
export function referenceOf(suite: CipherSuite, authenticated: AuthenticatedContent): Uint8Array {
  const writer = new Writer().uint16(wireFormat[authenticated.wireFormat]).raw(authenticated.content.encoded);
  writeAuth(writer, authenticated.auth);
  return proposalRef(suite, writer.finish());
}
