import { Command, CommanderError } from 'commander';
import type { Configuration } from '../config/index.ts';
import { readConfiguration } from '../config/index.ts';
import { doctorCommand } from './commands/doctor.ts';
import { initCommand } from './commands/init.ts';
import { registrationCommand } from './commands/registration.ts';
import { roomsCommand } from './commands/rooms.ts';
import { rotateKeysCommand } from './commands/rotate-keys.ts';
import { startCommand } from './commands/start.ts';
import { exitSentence } from './exit-sentence.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** Runs one command. Resolves with the exit code; whatever went wrong was said in a sentence on standard error. */
export async function main(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  let read: Configuration | null = null;
  const program = new Command('mimi-gateway')
    .description('A MIMI provider with adapters for Matrix and XMPP')
    .option('-c, --config <file>', 'configuration file', environment['MIMI_GATEWAY_CONFIG'] ?? 'mimi-gateway.yaml')
    .exitOverride();
  const terminal: Terminal = {
    configurationFile: () => program.opts<{ config: string }>().config,
    configuration: () => (read ??= readConfiguration(terminal.configurationFile(), environment)),
    print: (line) => {
      process.stdout.write(`${line}\n`);
    },
  };
  let exitCode = 0;
  const end = (code: number): void => {
    exitCode = code;
  };
  program.addCommand(initCommand(terminal));
  program.addCommand(startCommand(terminal));
  program.addCommand(doctorCommand(terminal, end));
  program.addCommand(roomsCommand(terminal));
  program.addCommand(registrationCommand(terminal));
  program.addCommand(rotateKeysCommand(terminal));
  program.addCommand(
    new Command('version').description('print the version').action(() => {
      terminal.print(version());
    }),
  );
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said what was wrong with the arguments, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode;
    const sentence = exitSentence(error, read);
    process.stderr.write(`${sentence ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
    return 1;
  }
}
