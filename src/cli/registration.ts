import { stringify } from 'yaml';
import type { MatrixConfiguration } from '../config/index.ts';

/** The application service's registration file, as the homeserver's `app_service_config_files` wants it. */
export function registrationYaml(matrix: MatrixConfiguration): string {
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const names = `${escaped(matrix.prefix)}.*:${escaped(matrix.serverName)}`;
  return stringify({
    id: matrix.id,
    url: matrix.url,
    as_token: matrix.asToken,
    hs_token: matrix.hsToken,
    sender_localpart: matrix.senderLocalpart,
    rate_limited: false,
    namespaces: {
      users: [{ exclusive: true, regex: `@${names}` }],
      aliases: [{ exclusive: true, regex: `#${names}` }],
      rooms: [],
    },
  });
}
