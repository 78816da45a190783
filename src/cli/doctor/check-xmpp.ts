import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { XmppConfiguration } from '../../config/index.ts';
import type { Finding } from './finding.ts';

const about = 'xmpp';

/** What the server's last words mean (XEP-0114 §3, RFC 6120 §4.9.3) and what to do. */
const advice: readonly (readonly [string, (xmpp: XmppConfiguration) => string])[] = [
  ['not-authorized', () => 'xmpp.secret is not the secret of the component: correct one of the two.'],
  ['host-unknown', ({ domain }) => `The server has no component ${domain}: add it there or correct xmpp.domain.`],
  ['conflict', ({ domain }) => `Another connection holds the component ${domain}: stop the other gateway.`],
];

/** Knocks as a component (XEP-0114); not while the gateway runs, which holds the one place. */
export async function checkXmpp(xmpp: XmppConfiguration, running: boolean): Promise<Finding> {
  if (running) return { about, state: 'fine', text: `The component ${xmpp.domain} is in use by the running gateway.` };
  const where = `${xmpp.host}:${xmpp.port}`;
  const said = await knock(xmpp);
  if (said === null) {
    const text = `Nothing listens for components at ${where}. Start the server, or correct xmpp.host and xmpp.port.`;
    return { about, state: 'broken', text };
  }
  if (/<handshake\s*(\/>|>\s*<\/handshake>)/.test(said)) {
    return { about, state: 'fine', text: `${where} takes the gateway as ${xmpp.domain}.` };
  }
  const known = advice.find(([condition]) => said.includes(`<${condition}`));
  const text = known?.[1](xmpp) ?? `${where} does not speak XEP-0114. Correct xmpp.host and xmpp.port.`;
  return { about, state: 'broken', text };
}

/** Everything that the server said until it decided or ten seconds were over; null: nobody listens. */
function knock(xmpp: XmppConfiguration): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: xmpp.host, port: xmpp.port, timeout: 10_000 });
    let said = '';
    let sent = false;
    const end = (result: string | null): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => {
      const names = `xmlns="jabber:component:accept" xmlns:stream="http://etherx.jabber.org/streams"`;
      socket.write(`<?xml version="1.0"?><stream:stream ${names} to="${xmpp.domain}">`);
    });
    socket.on('data', (chunk) => {
      said += chunk.toString('utf8');
      const id = /<stream:stream[^>]*\sid=["']([^"']+)["']/.exec(said)?.[1];
      if (id !== undefined && !sent) {
        sent = true;
        socket.write(`<handshake>${createHash('sha1').update(`${id}${xmpp.secret}`).digest('hex')}</handshake>`);
      }
      if (/<handshake|<\/stream:error>/.test(said)) end(said);
    });
    socket.once('error', () => {
      end(said === '' ? null : said);
    });
    socket.once('timeout', () => {
      end(said === '' ? null : said);
    });
    socket.once('close', () => {
      end(said === '' ? null : said);
    });
  });
}
