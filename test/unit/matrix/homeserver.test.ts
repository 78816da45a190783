import type { Bridge } from 'matrix-appservice-bridge';
import { beforeEach, describe, expect, it } from 'vitest';
import { HomeserverError } from '../../../bridges/matrix/homeserver-error.ts';
import { Homeserver } from '../../../bridges/matrix/homeserver.ts';
import { createMetrics } from '../../../src/observe/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';

/** What the library's client does with the next request. */
let next: () => Promise<unknown>;
let told: string[];
let homeserver: Homeserver;

beforeEach(() => {
  told = [];
  const bridge = { getIntent: () => ({ matrixClient: { doRequest: () => next() } }) } as unknown as Bridge;
  homeserver = new Homeserver(bridge, createMetrics(), {
    away: () => told.push('away'),
    answered: () => told.push('answered'),
  });
});

const ask = (): Promise<unknown> => homeserver.request({ method: 'GET', path: '/v3/x' });
const failsWith = (failure: unknown): void => {
  // The library throws bare responses too, which are no errors.
  next = async () => {
    await Promise.resolve();
    throw failure;
  };
};
const matrixError = (statusCode: number, errcode: string, more: object = {}): Error =>
  Object.assign(new Error(errcode), { statusCode, errcode, error: 'why', ...more });

describe('requests to the homeserver', () => {
  it('GW-10: M_LIMIT_EXCEEDED is tried again after as long as the homeserver asks for', async () => {
    failsWith(matrixError(429, 'M_LIMIT_EXCEEDED', { retryAfterMs: 4321 }));
    const failure: unknown = await ask().catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(RetryLater);
    expect(failure).toMatchObject({ after: 4321 });
    // It was answered: nothing is in doubt and nobody is away.
    expect({ told, doubts: homeserver.doubts, away: homeserver.away }).toEqual({ told: [], doubts: 0, away: null });
  });

  it('a Matrix error is the answer to the request, not an outage', async () => {
    failsWith(matrixError(403, 'M_FORBIDDEN'));
    const failure: unknown = await ask().catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(HomeserverError);
    expect(failure).toMatchObject({ status: 403, errcode: 'M_FORBIDDEN' });
    expect(homeserver.away).toBeNull();
  });

  it('no answer, and answers above 500, leave the outcome in doubt', async () => {
    const failures = [
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      { statusCode: 502, body: '<html>' },
      matrixError(500, 'M_UNKNOWN'),
    ];
    for (const [index, failure] of failures.entries()) {
      failsWith(failure);
      await expect(ask()).rejects.toBeInstanceOf(RetryLater);
      expect(homeserver.doubts).toBe(index + 1);
    }
    expect(told).toEqual(['away']);
  });

  it('tells when it is answered again', async () => {
    failsWith(new Error('socket hang up'));
    await expect(ask()).rejects.toThrow('socket hang up');
    next = () => Promise.resolve({ event_id: '$1' });
    await expect(ask()).resolves.toEqual({ event_id: '$1' });
    expect(told).toEqual(['away', 'answered']);
    homeserver.isBack();
    expect(homeserver.away).toBeNull();
  });
});
