/** What every group of the histories starts with, and the application's part in it. */
import {
  type Capabilities,
  type CipherSuiteId,
  type Credential,
  dictionaryExtension,
  type Extension,
  externalSendersExtension,
  type GroupContext,
  type GroupRules,
  requiredCapabilitiesExtension,
} from '../../../src/mls/index.ts';
import { hex, utf8 } from '../wire.ts';

export const histories = [1, 2, 3] as const satisfies readonly CipherSuiteId[];
export const componentIds = [0xf001, 0xf002, 0xf003] as const;

export const dictionaryType = 0x0006;
export const externalSendersType = 0x0005;
export const requiredCapabilitiesType = 0x0003;
const appDataUpdate = 0x0008;
const appEphemeral = 0x0009;
const selfRemove = 0x000a;
/** Of private use: every client knows it and nobody gives it a meaning. */
export const privateExtension = 0xf123;

/** GREASE among them (RFC 9420 §13.5), so that both sides show that they carry what they don't know. */
export const capabilities: Capabilities = {
  versions: [1],
  cipherSuites: [1, 2, 3, 0x1a1a],
  extensions: [dictionaryType, privateExtension, 0x3a3a],
  proposals: [appDataUpdate, appEphemeral, selfRemove, 0x5a5a],
  credentials: [1, 0x7a7a],
};

export function sameIdentity(a: Credential, b: Credential): boolean {
  return a.type === 'basic' && b.type === 'basic' && hex(a.identity) === hex(b.identity);
}

/** Updates of a component replace it, as the peer's do. */
export const rules: GroupRules = {
  applyComponent: (_componentId, state, updates) => updates.at(-1) ?? state ?? new Uint8Array(),
  authenticate: () => {
    // Any key may claim any name: what is tested is the group, not who vouches for whom.
  },
  sameClient: sameIdentity,
  now: null,
};

/** The dictionary stands last: OpenMLS 0.9.2 moves it there with each AppDataUpdate, the draft leaves it in place. */
export function groupExtensions(hub: { signatureKey: Uint8Array; credential: Credential }): Extension[] {
  return [
    requiredCapabilitiesExtension({
      extensions: [dictionaryType],
      proposals: [appDataUpdate, appEphemeral, selfRemove],
      credentials: [1],
    }),
    externalSendersExtension([hub]),
    dictionaryExtension(new Map([[componentIds[0], utf8('first')]])),
  ];
}

export function dictionaryOf(context: GroupContext): Extension | undefined {
  return context.extensions.find((extension) => extension.type === dictionaryType);
}
