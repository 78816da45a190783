import { describe, expect, it } from 'vitest';
import { registrationOf } from '../../../bridges/matrix/index.ts';
import { ghostOfUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { configuration } from './support/configuration.ts';

describe('the registration file', () => {
  it('GW-01: claims ghosts and aliases for the gateway alone, and asks for ephemeral events', () => {
    const { namespaces, receive_ephemeral, rate_limited } = registrationOf(configuration);
    expect({ receive_ephemeral, rate_limited }).toEqual({ receive_ephemeral: true, rate_limited: false });
    expect([...namespaces.users, ...namespaces.aliases].every(({ exclusive }) => exclusive)).toBe(true);
  });

  it('ID-06: has every ghost in its namespace and no other user', () => {
    const [users] = registrationOf(configuration).namespaces.users;
    const inNamespace = (id: string): boolean => new RegExp(`^${users?.regex ?? ''}$`).test(id);
    for (const uri of [
      'mimi://xmpp.example.org/u/bob',
      `mimi://x.test/u/${'a'.repeat(400)}`,
      'mimi://x.test/u/a%40b',
    ]) {
      expect(inNamespace(ghostOfUri(parseUserUri(uri), { prefix: '_mimi_', server: 'example.org' }).id)).toBe(true);
    }
    expect(inNamespace('@alice:example.org')).toBe(false);
    expect(inNamespace('@_mimi_bob:exampleXorg')).toBe(false);
  });
});
