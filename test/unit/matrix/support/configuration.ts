import type { MatrixConfiguration } from '../../../../src/config/index.ts';
import { parseDomain } from '../../../../src/identifiers/index.ts';

/** Of a gateway at a homeserver that nobody asks. */
export const configuration: MatrixConfiguration = {
  homeserverUrl: 'http://127.0.0.1:8008',
  serverName: 'example.org',
  providerDomain: parseDomain('matrix.example.org'),
  id: 'mimi-gateway',
  asToken: 'as-token',
  hsToken: 'hs-token',
  listen: { host: '127.0.0.1', port: 1 },
  url: 'http://127.0.0.1:1',
  senderLocalpart: 'mimi',
  prefix: '_mimi_',
  backfillInterval: 60,
};
