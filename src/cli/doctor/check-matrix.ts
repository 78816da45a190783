import type { MatrixConfiguration } from '../../config/index.ts';
import type { Finding } from './finding.ts';

const about = 'matrix';

/** Is the homeserver there, does it know the application service, and does it reach the gateway? */
export async function checkMatrix(matrix: MatrixConfiguration, running: boolean): Promise<readonly Finding[]> {
  const versions = await ask(matrix, 'GET', '/_matrix/client/versions');
  if (versions === null) {
    return [
      broken(`Nothing answers at ${matrix.homeserverUrl}. Start the homeserver or correct matrix.homeserver_url.`),
    ];
  }
  if (versions.status !== 200) {
    const text = `${matrix.homeserverUrl} answers ${versions.status}, so it is no homeserver. Correct matrix.homeserver_url.`;
    return [broken(text)];
  }
  const who = await ask(matrix, 'GET', '/_matrix/client/v3/account/whoami');
  if (who?.status !== 200) {
    const advice =
      'Write the registration with `mimi-gateway registration`, name it to the homeserver and restart that.';
    return [broken(`The homeserver does not know matrix.as_token. ${advice}`)];
  }
  const expected = `@${matrix.senderLocalpart}:${matrix.serverName}`;
  if (who.body['user_id'] !== expected) {
    const text = `The homeserver takes the gateway for ${String(who.body['user_id'])} and not for ${expected}.`;
    return [broken(`${text} Correct matrix.server_name and matrix.sender_localpart, or write the registration again.`)];
  }
  const found: Finding = { about, state: 'fine', text: `${matrix.homeserverUrl} knows the gateway as ${expected}.` };
  return running ? [found, await checkWayBack(matrix)] : [found];
}

/** MSC2659: the homeserver calls the gateway and tells how that went. */
async function checkWayBack(matrix: MatrixConfiguration): Promise<Finding> {
  const path = `/_matrix/client/v1/appservice/${encodeURIComponent(matrix.id)}/ping`;
  const ping = await ask(matrix, 'POST', path, {});
  if (ping?.status === 200)
    return { about, state: 'fine', text: `The homeserver reaches the gateway at ${matrix.url}.` };
  if (ping?.status === 404) {
    return {
      about,
      state: 'note',
      text: 'The homeserver has no ping, so the way from it to the gateway was not tried.',
    };
  }
  const said = typeof ping?.body['errcode'] === 'string' ? ping.body['errcode'] : 'no answer';
  const advice =
    said === 'M_BAD_STATUS'
      ? 'matrix.hs_token and the registration differ: write the registration again and restart the homeserver.'
      : 'Correct matrix.url, write the registration again and restart the homeserver.';
  return broken(`The homeserver can't reach the gateway at ${matrix.url} (${said}). ${advice}`);
}

function broken(text: string): Finding {
  return { about, state: 'broken', text };
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** null: nobody answers. */
async function ask(matrix: MatrixConfiguration, method: string, path: string, body?: object): Promise<Answer | null> {
  try {
    const response = await fetch(matrix.homeserverUrl + path, {
      method,
      headers: { authorization: `Bearer ${matrix.asToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, body: isJson ? (JSON.parse(text) as Answer['body']) : {} };
  } catch (error) {
    // fetch reports everything that keeps it from an answer as a TypeError, a timeout as a DOMException.
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}
