import type { MatrixConfiguration } from '../../src/config/index.ts';

/** The registration file of an application service, as an object (application service API "Registration"). */
export interface Registration {
  readonly id: string;
  readonly url: string;
  readonly as_token: string;
  readonly hs_token: string;
  readonly sender_localpart: string;
  readonly rate_limited: boolean;
  readonly receive_ephemeral: boolean;
  readonly protocols: string[];
  readonly namespaces: {
    readonly users: { exclusive: boolean; regex: string }[];
    readonly aliases: { exclusive: boolean; regex: string }[];
    readonly rooms: { exclusive: boolean; regex: string }[];
  };
}

/** What the homeserver must be given for this configuration: exclusive namespaces for ghosts and portals (GW-01). */
export function registrationOf(configuration: MatrixConfiguration): Registration {
  const { id, url, asToken, hsToken, senderLocalpart, prefix, serverName } = configuration;
  const names = `${literally(prefix)}.*:${literally(serverName)}`;
  return {
    id,
    url,
    as_token: asToken,
    hs_token: hsToken,
    sender_localpart: senderLocalpart,
    rate_limited: false,
    receive_ephemeral: true,
    protocols: ['mimi'],
    namespaces: {
      users: [{ exclusive: true, regex: `@${names}` }],
      aliases: [{ exclusive: true, regex: `#${names}` }],
      rooms: [],
    },
  };
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
