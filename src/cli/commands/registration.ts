import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { stringify } from 'yaml';
import { ConfigurationError } from '../../config/index.ts';
import type { Terminal } from '../terminal.ts';

/** Prints the application service's registration, or writes it with mode 0600 since it holds both tokens. */
export function registrationCommand(terminal: Terminal): Command {
  return new Command('registration')
    .description("print the homeserver's registration file for this gateway")
    .option('-o, --output <file>', 'write it there instead')
    .action(async (options: { readonly output?: string }) => {
      const { matrix } = terminal.configuration();
      if (matrix === null) {
        throw new ConfigurationError(['matrix is not set up: add the section, or make one with `mimi-gateway init`.']);
      }
      // Read here, since it brings in a library that no other command needs.
      const { registrationOf } = await import('../../../bridges/matrix/index.ts');
      const yaml = stringify(registrationOf(matrix));
      if (options.output === undefined) {
        terminal.print(yaml.trimEnd());
        return;
      }
      writeFileSync(options.output, yaml, { mode: 0o600 });
      terminal.print(`Wrote ${options.output}. Name it in app_service_config_files of the homeserver and restart it.`);
    });
}
