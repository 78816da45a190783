import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { MatrixClientApi } from '../../scenarios/actors/matrix-client-api.ts';

const token = 'floor';

/** An application service that does nothing but note when an event reached it: no bridge can be faster. */
export interface RecordingService {
  readonly registration: object;
  /** `performance.now()` of the arrival of each text. */
  readonly heard: ReadonlyMap<string, number>;
  /** Registers ghosts at the homeserver and lets them into a room; the first one speaks for {@link asGhost}. */
  enroll(room: string, count: number): Promise<void>;
  readonly ghost: MatrixClientApi;
  stop(): Promise<void>;
}

export async function startRecordingService(port: number, homeserver: () => string): Promise<RecordingService> {
  const heard = new Map<string, number>();
  const server = createServer((request, response) => {
    const at = performance.now();
    void bodyOf(request).then((body) => {
      for (const event of textsOf(body)) if (!heard.has(event)) heard.set(event, at);
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    registration: {
      id: 'floor',
      url: `http://127.0.0.1:${port}`,
      as_token: token,
      hs_token: token,
      sender_localpart: 'floor',
      rate_limited: false,
      namespaces: { users: [{ exclusive: true, regex: '@floor.*:localhost' }], aliases: [], rooms: [] },
    },
    heard,
    async enroll(room, count) {
      const api = new MatrixClientApi(homeserver(), token);
      for (let number = 1; number <= count; number++) {
        await api.post('/v3/register', {
          type: 'm.login.application_service',
          username: ghostName(number),
          inhibit_login: true,
        });
        await api.post(`/v3/join/${encodeURIComponent(room)}?${as(number)}`, {});
      }
    },
    get ghost() {
      return new MatrixClientApi(homeserver(), token);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ghostName = (number: number): string => `floor_ghost${number}`;
const as = (number: number): string => `user_id=${encodeURIComponent(`@${ghostName(number)}:localhost`)}`;

/** The query that makes a request of the service one of its first ghost. */
export const asGhost = as(1);

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function textsOf(body: string): readonly string[] {
  if (body === '') return [];
  const { events = [] } = JSON.parse(body) as { events?: readonly { content?: { body?: string } }[] };
  return events.flatMap(({ content }) => (content?.body === undefined ? [] : [content.body]));
}

/** Waits until a text was heard; its arrival. @throws when it takes more than half a minute */
export async function arrival(heard: ReadonlyMap<string, number>, text: string): Promise<number> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const at = heard.get(text);
    if (at !== undefined) return at;
    if (performance.now() > deadline) throw new Error(`“${text}” did not arrive within 30 s`);
    await delay(2);
  }
}
