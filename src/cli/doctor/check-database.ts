import type { Configuration } from '../../config/index.ts';
import { InvalidDatabase, openDatabase } from '../../store/index.ts';
import { RetryLater } from '../../rooms/index.ts';
import type { Finding } from './finding.ts';

const about = 'database';

/** @param running Whether a gateway runs with this configuration: the embedded database then belongs to it. */
export async function checkDatabase({ database }: Configuration, running: boolean): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  if (database.kind === 'pglite') {
    findings.push({
      about,
      state: 'note',
      text:
        'The embedded database survives a crash of the gateway, but it never calls fsync: a power cut may lose or damage ' +
        'data. For service set database.url to a PostgreSQL.',
    });
    if (running) return [...findings, { about, state: 'fine', text: 'In use by the running gateway.' }];
  }
  try {
    const opened = await openDatabase(database);
    await opened.close();
    findings.push({ about, state: 'fine', text: `${database.kind} answers and is up to date.` });
  } catch (error) {
    if (!(error instanceof InvalidDatabase) && !(error instanceof RetryLater)) throw error;
    findings.push({ about, state: 'broken', text: error.message });
  }
  return findings;
}
