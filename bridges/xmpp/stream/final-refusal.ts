import { ConfigurationError } from '../../../src/config/index.ts';

interface Attached {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
}

/**
 * Whether a stream error (RFC 6120 §4.9.3) means that trying again is no use, and what the operator should do.
 * @param wasUp whether the handshake had been accepted
 * @returns null where another try may go well
 */
export function finalRefusal(condition: string | null, wasUp: boolean, to: Attached): ConfigurationError | null {
  const server = `The XMPP server at ${to.host}:${to.port}`;
  switch (condition) {
    case 'not-authorized':
      return new ConfigurationError([
        `${server} does not accept the secret of the component ${to.domain}. ` +
          'Make xmpp.secret the same as the secret in the configuration of that server (component_secret, password).',
      ]);
    case 'host-unknown':
    case 'host-gone':
    case 'improper-addressing':
    case 'invalid-from':
      return new ConfigurationError([
        `${server} has no component ${to.domain} (${condition}). ` +
          'Add it to the configuration of that server, or correct xmpp.domain.',
      ]);
    case 'invalid-namespace':
      return new ConfigurationError([
        `${server} does not take components on this port. Set xmpp.port to its component port (often 5347).`,
      ]);
    case 'conflict':
      // At the handshake it may be the gateway's own former stream, which the server is about to notice as dead.
      return wasUp
        ? new ConfigurationError([
            `Another process has connected to ${to.host}:${to.port} as the component ${to.domain}. ` +
              'Stop one of them, or give each its own xmpp.domain.',
          ])
        : null;
    default:
      return null;
  }
}
