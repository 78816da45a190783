import type { Configuration } from '../config/index.ts';

/**
 * What an operator is told when a command can't go on: a sentence with what to do for every error of a known kind, null
 * for a bug, of which one wants the stack.
 * @param configuration What was read, to name the setting behind a taken port.
 */
export function exitSentence(error: unknown, configuration: Configuration | null): string | null {
  if (!(error instanceof Error)) return null;
  const { code, port } = error as NodeJS.ErrnoException & { readonly port?: number };
  if (code === 'EADDRINUSE' || code === 'EACCES') return takenPort(code, port, configuration);
  const kind = 'kind' in error ? error.kind : null;
  return kind === 'invalid' || kind === 'retry-later' ? error.message : null;
}

function takenPort(code: string, port: number | undefined, configuration: Configuration | null): string {
  const ports: readonly (readonly [string, number | undefined])[] = [
    ['admin.port', configuration?.admin.port],
    ['matrix.listen.port', configuration?.matrix?.listen.port],
  ];
  const setting = ports.find(([, value]) => value !== undefined && value === port)?.[0] ?? 'the port';
  return code === 'EADDRINUSE'
    ? `${setting}: port ${port ?? ''} is taken by another process. Stop that process or set another port.`
    : `${setting}: this user may not listen on port ${port ?? ''}. Set one above 1023.`;
}
