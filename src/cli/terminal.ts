import type { Configuration } from '../config/index.ts';

/** What every command gets. */
export interface Terminal {
  /** Reads the configuration when a command needs it, so that `init` and `version` work without one. */
  configuration(): Configuration;
  /** Where it is, whether it exists or not. */
  configurationFile(): string;
  print(line: string): void;
}
