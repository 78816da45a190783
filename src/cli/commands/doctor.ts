import { Command } from 'commander';
import { AdminClient } from '../admin-client.ts';
import { checkDatabase } from '../doctor/check-database.ts';
import { checkMatrix } from '../doctor/check-matrix.ts';
import { checkXmpp } from '../doctor/check-xmpp.ts';
import type { Finding } from '../doctor/finding.ts';
import type { Terminal } from '../terminal.ts';

const marks = { fine: 'ok  ', note: 'note', broken: 'FAIL' } as const;

/** Tries each connection of the configuration and says what to do; exit code 1 when something is broken. */
export function doctorCommand(terminal: Terminal, end: (exitCode: number) => void): Command {
  return new Command('doctor').description('try each connection and say what to do').action(async () => {
    const configuration = terminal.configuration();
    const problems = await new AdminClient(configuration).problems();
    const running = problems !== null;
    const findings: readonly Finding[] = [
      { about: 'configuration', state: 'fine', text: `${terminal.configurationFile()} can be used.` },
      ...gateway(problems),
      ...(await checkDatabase(configuration, running)),
      ...(configuration.matrix === null ? [] : await checkMatrix(configuration.matrix, running)),
      ...(configuration.xmpp === null ? [] : [await checkXmpp(configuration.xmpp, running)]),
    ];
    for (const { about, state, text } of findings) terminal.print(`${marks[state]} ${about}: ${text}`);
    if (findings.some(({ state }) => state === 'broken')) end(1);
  });
}

function gateway(problems: readonly string[] | null): readonly Finding[] {
  if (problems === null) return [{ about: 'gateway', state: 'note', text: 'It does not run.' }];
  if (problems.length === 0) return [{ about: 'gateway', state: 'fine', text: 'It runs and is ready.' }];
  return problems.map((text) => ({ about: 'gateway', state: 'broken', text }));
}
