import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readOrMakeToken, readToken } from '../../../src/admin/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mimi-token-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('is made once, for its owner only', () => {
  const file = join(folder, 'data', 'token');
  const token = readOrMakeToken(file);
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readOrMakeToken(file)).toBe(token);
});

it('is not taken from a file that others can read', () => {
  const file = join(folder, 'token');
  writeFileSync(file, 'b'.repeat(64));
  chmodSync(file, 0o644);
  expect(() => readToken(file)).toThrow(/admin\.token_file: .* can be read by others\. Run `chmod 600/);
});

it('is not taken from an empty file, and a missing one asks whether the gateway runs', () => {
  const file = join(folder, 'token');
  writeFileSync(file, '', { mode: 0o600 });
  expect(() => readToken(file)).toThrow(/holds no token/);
  expect(() => readToken(join(folder, 'nowhere'))).toThrow(/Is the gateway running/);
});
