import { inject } from 'vitest';
import type { RoomReport } from '../../../src/admin/index.ts';
import type { MatrixAccount } from '../../servers/support/synapse.ts';
import type { XmppAccount } from '../actors/xmpp-person.ts';
import type { StageRequest } from './global-stage.ts';

/** The run's stage as a test sees it. */
export const stage = {
  async matrixAccount(name: string): Promise<MatrixAccount> {
    return (await ask({ do: 'matrix-account', name })) as MatrixAccount;
  },
  async xmppAccount(name: string): Promise<XmppAccount> {
    return (await ask({ do: 'xmpp-account', name })) as XmppAccount;
  },
  /** SIGKILL. */
  async kills(part: 'gateway' | 'synapse' | 'xmpp'): Promise<void> {
    await ask({ do: 'kill', part });
  },
  /** Starts what was killed; resolves when it is ready. */
  async starts(part: 'gateway' | 'synapse' | 'xmpp'): Promise<void> {
    await ask({ do: 'start', part });
  },
  /** Stops it in its own order and starts it again. */
  async restarts(part: 'gateway' | 'synapse' | 'xmpp'): Promise<void> {
    await ask({ do: 'restart', part });
  },
  /** Starts whatever a scenario that failed has left dead. */
  async mends(): Promise<void> {
    await ask({ do: 'mend' });
  },
  /** The admin API. @throws with its answer when it refuses */
  async admin(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const { admin, adminToken } = inject('stage');
    const response = await fetch(`${admin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  },
  /** null: no such room. */
  async room(uri: string): Promise<RoomReport | null> {
    const reports = (await this.admin('GET', '/rooms')) as readonly RoomReport[];
    return reports.find(({ room }) => room === uri) ?? null;
  },
};

async function ask(request: StageRequest): Promise<unknown> {
  const response = await fetch(inject('stage').door, { method: 'POST', body: JSON.stringify(request) });
  const text = await response.text();
  if (!response.ok) throw new Error(`The stage could not ${request.do}: ${text}`);
  return JSON.parse(text);
}
