import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openDatabase } from '../../../src/store/index.ts';
import { prepareDatabase } from '../store/prepared-database.ts';
import { describeInbound } from './inbound-suite.ts';
import { describeOutbound } from './outbound-suite.ts';

const directory = await mkdtemp(join(tmpdir(), 'mimi-bridge-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

await prepareDatabase(directory);
const open = () => openDatabase({ kind: 'pglite', directory });
describeInbound('PGlite', open);
describeOutbound('PGlite', open);
