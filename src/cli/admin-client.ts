import { readToken } from '../admin/index.ts';
import type { Configuration } from '../config/index.ts';

/** The gateway was asked and did not do it; the message is its answer. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal';
  readonly kind = 'invalid';
  readonly rule = 'admin-request';
}

/** Nobody listens where the admin API should be. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning';
  readonly kind = 'retry-later';
}

/** What concerns a running gateway goes through its admin API, because the embedded database belongs to one process. */
export class AdminClient {
  readonly #url: string;
  readonly #tokenFile: string;

  constructor({ admin }: Configuration) {
    this.#url = `http://${admin.host}:${admin.port}`;
    this.#tokenFile = admin.tokenFile;
  }

  /** @throws {@link NotRunning}, {@link AdminRefusal} */
  async request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const response = await this.#send(`/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${readToken(this.#tokenFile)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? null : JSON.parse(text);
    if (response.ok) return answer;
    const { error } = answer as { error?: { text?: string } };
    throw new AdminRefusal(error?.text ?? `The gateway answered ${response.status}.`);
  }

  /** Reasons why a running gateway isn't ready; null when none runs. */
  async problems(): Promise<readonly string[] | null> {
    try {
      const response = await this.#send('/readyz', {});
      return ((await response.json()) as { problems: readonly string[] }).problems;
    } catch (error) {
      if (error instanceof NotRunning) return null;
      throw error;
    }
  }

  async #send(path: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(this.#url + path, request);
    } catch (cause) {
      const advice = 'Start it with `mimi-gateway start`, or correct admin.host and admin.port.';
      throw new NotRunning(`No gateway answers at ${this.#url}. ${advice}`, { cause });
    }
  }
}
