import { describe, expect, it } from 'vitest';
import { createLog, createMetrics } from '../../../src/observe/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';

function recorded(): {
  readonly lines: () => readonly Record<string, unknown>[];
  readonly destination: { write(line: string): void };
} {
  const text: string[] = [];
  return {
    destination: { write: (line) => void text.push(line) },
    lines: () => text.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('the log', () => {
  it('hides secrets by name, in URLs and in texts, wherever they stand', () => {
    const { destination, lines } = recorded();
    createLog({ level: 'debug', destination }).info(
      {
        asToken: 'as-secret-1',
        nested: { list: [{ password: 'pw-secret-2', user: 'alice' }] },
        signingKey: 'key-secret-3',
        url: 'postgres://gateway:db-secret-4@db/mimi',
        request: '/sync?access_token=tok-secret-5&since=1',
        header: 'Bearer abc-secret-6',
        error: new Error('no answer from http://u:url-secret-7@host', { cause: new Error('token=c-secret-8') }),
        body: 'what somebody wrote: secret-9',
      },
      'something happened',
    );
    const [line] = lines();
    expect(JSON.stringify(line)).not.toMatch(/secret-\d/);
    expect(line).toMatchObject({ level: 'info', msg: 'something happened', nested: { list: [{ user: 'alice' }] } });
  });

  it('tells the kind of an error instead of its stack, and the stack of a bug', () => {
    const { destination, lines } = recorded();
    const log = createLog({ level: 'info', destination });
    log.warn({ error: new RetryLater('away') }, 'later');
    log.error({ error: new TypeError('x is undefined') }, 'bug');
    const [later, bug] = lines();
    expect(later?.error).toEqual({ name: 'RetryLater', message: 'away', kind: 'retry-later' });
    expect(bug?.error).toHaveProperty('stack');
  });

  it('carries the fields of its parents, and says nothing below its level', () => {
    const { destination, lines } = recorded();
    const log = createLog({ level: 'info', destination }).with({ network: 'matrix', item: 5n });
    log.debug({}, 'not said');
    log.info({ octets: new Uint8Array(3) }, 'said');
    expect(lines()).toEqual([
      expect.objectContaining({ network: 'matrix', item: '5', octets: '[3 octets]', msg: 'said' }),
    ]);
  });
});

describe('metrics', () => {
  it('are declared once, and printed with their labels', async () => {
    const metrics = createMetrics();
    metrics.counter('mimi_test_total', 'Things', ['network']).add({ network: 'xmpp' });
    metrics.counter('mimi_test_total', 'Things', ['network']).add({ network: 'xmpp' }, 2);
    metrics.gauge('mimi_test_waiting', 'Waiting').set(4);
    metrics.histogram('mimi_test_seconds', 'Time').observe(0.02);
    const text = await metrics.text();
    expect(text).toContain('mimi_test_total{network="xmpp"} 3');
    expect(text).toContain('mimi_test_waiting 4');
    expect(text).toContain('mimi_test_seconds_bucket{le="0.025"} 1');
    expect(metrics.declared().map(({ name }) => name)).toEqual([
      'mimi_test_total',
      'mimi_test_waiting',
      'mimi_test_seconds',
    ]);
  });
});
