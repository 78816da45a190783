import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The token file can't be trusted or read. */
export class InvalidTokenFile extends Error {
  override readonly name = 'InvalidTokenFile';
  readonly kind = 'invalid';
  readonly rule = 'token-file';
}

/**
 * The token of the admin API; the file is made when it isn't there.
 * @throws {@link InvalidTokenFile} when others than its owner may read it
 */
export function readOrMakeToken(file: string): string {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // It is there already, which is the usual case after the first start.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unreadable(file, error);
  }
  return readToken(file);
}

/** @throws {@link InvalidTokenFile} */
export function readToken(file: string): string {
  let token: string;
  try {
    if ((statSync(file).mode & 0o077) !== 0) {
      throw new InvalidTokenFile(`admin.token_file: ${file} can be read by others. Run \`chmod 600 ${file}\`.`);
    }
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw error instanceof InvalidTokenFile ? error : unreadable(file, error);
  }
  if (token.length < 32) {
    throw new InvalidTokenFile(`admin.token_file: ${file} holds no token. Delete it; the next start makes a new one.`);
  }
  return token;
}

function unreadable(file: string, cause: unknown): InvalidTokenFile {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  const advice = 'Is the gateway running with this configuration, and may you read its files?';
  return new InvalidTokenFile(`admin.token_file: ${file} can't be used (${code}). ${advice}`, { cause });
}
