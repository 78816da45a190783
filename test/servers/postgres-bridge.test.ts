import { afterAll, beforeAll } from 'vitest';
import { openDatabase } from '../../src/store/index.ts';
import { describeInbound } from '../unit/bridge/inbound-suite.ts';
import { describeOutbound } from '../unit/bridge/outbound-suite.ts';
import { type Postgres, startPostgres } from './support/postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const openNamed = (name: string) => async () =>
  openDatabase({ kind: 'postgres', url: await postgres.createDatabase(name), poolSize: 5 });
describeInbound('PostgreSQL', openNamed('inbound'));
describeOutbound('PostgreSQL', openNamed('outbound'));
