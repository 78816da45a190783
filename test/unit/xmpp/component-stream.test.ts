import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openComponentStream } from '../../../bridges/xmpp/stream/open-component-stream.ts';
import type { ComponentStream } from '../../../bridges/xmpp/stream/contract.ts';
import { type Element, el, stanza } from '../../../bridges/xmpp/xml/element.ts';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import { createLog } from '../../../src/observe/index.ts';

const log = createLog({ level: 'error', destination: { write: () => undefined } });
const opened: { stream: ComponentStream | null; server: Server | null } = { stream: null, server: null };

/** A server side under the test's control: `onData` gets each piece that the component sends. */
async function serve(onConnect: (socket: Socket) => void): Promise<number> {
  const server = createServer(onConnect);
  opened.server = server;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

const header = `<?xml version='1.0'?><stream:stream xmlns='${ns.component}' xmlns:stream='${ns.streams}' from='c' id='1'>`;

function accepting(then: (socket: Socket, text: string) => void) {
  return (socket: Socket) => {
    let stage = 0;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const text = bytes.toString();
      if (stage === 0) socket.write(header);
      if (stage === 1) socket.write('<handshake/>');
      stage += 1;
      if (stage > 2) then(socket, text);
    });
  };
}

function open(port: number, on: { stanza?: (stanza: Element) => void; up?: () => void } = {}) {
  const stream = openComponentStream(
    { host: '127.0.0.1', port, domain: 'c', home: 'h', secret: 'x', keepAlive: 60, log, random: () => 0 },
    {
      stanza: (element) => {
        on.stanza?.(element);
        return Promise.resolve();
      },
      up: () => on.up?.(),
      down: () => undefined,
      ended: () => undefined,
    },
  );
  opened.stream = stream;
  return stream;
}

afterEach(async () => {
  await opened.stream?.close();
  opened.server?.close();
});

describe('the component stream', () => {
  it('joins characters that were cut in two by TCP', async () => {
    let send: (bytes: Uint8Array) => void = () => undefined;
    const port = await serve(
      accepting((socket) => {
        send = (bytes) => socket.write(bytes);
      }),
    );
    let arrived: (stanza: Element) => void;
    const stanzaCame = new Promise<Element>((resolve) => {
      arrived = resolve;
    });
    const stream = open(port, {
      stanza: (element) => {
        arrived(element);
      },
    });
    await stream.open();
    stream.send(stanza('message', { to: 'a' }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const bytes = Buffer.from('<message from="a@b/c"><body>grüße 🦊</body></message>');
    for (const byte of bytes) send(Uint8Array.of(byte));
    expect((await stanzaCame).textOf('body')).toBe('grüße 🦊');
  });

  it('takes an IQ answer only from the address that was asked', async () => {
    const port = await serve(
      accepting((socket, text) => {
        const id = /id='([^']+)'/.exec(text)?.[1] ?? '';
        socket.write(`<iq type='result' from='evil@h' to='c' id='${id}'/>`);
        socket.write(`<iq type='error' from='h' to='c' id='${id}'/>`);
      }),
    );
    const stream = open(port);
    await stream.open();
    const answer = await stream.request(stanza('iq', { type: 'get', from: 'c', to: 'h' }, el('ping', ns.ping)), 2000);
    expect(answer?.attrs).toMatchObject({ from: 'h', type: 'error' });
  });

  it('puts a replacement for what XML cannot carry, so that the stream survives', async () => {
    let got: (text: string) => void;
    const text = new Promise<string>((resolve) => {
      got = resolve;
    });
    const port = await serve(
      accepting((_socket, words) => {
        got(words);
      }),
    );
    const stream = open(port);
    await stream.open();
    stream.send(stanza('message', { to: 'a' }, stanza('body', {}, 'a\u0000b\uD800<&')));
    expect(await text).toBe("<message to='a'><body>a\uFFFDb\uFFFD&lt;&amp;</body></message>");
  });

  it('ends for good, naming the setting, when the secret is wrong', async () => {
    const port = await serve((socket) => {
      socket.on('error', () => undefined);
      let stage = 0;
      socket.on('data', () => {
        if (stage === 0) socket.write(header);
        else socket.end(`<stream:error><not-authorized xmlns='${ns.streamErrors}'/></stream:error></stream:stream>`);
        stage += 1;
      });
    });
    await expect(open(port).open()).rejects.toThrow(/xmpp\.secret/);
  });

  it('GW-10: comes back after the server went away, and refuses to send meanwhile', async () => {
    const sockets: Socket[] = [];
    const accept = accepting(() => undefined);
    const port = await serve((socket) => {
      sockets.push(socket);
      accept(socket);
    });
    let ups = 0;
    let again: () => void;
    const secondTime = new Promise<void>((resolve) => {
      again = resolve;
    });
    const stream = open(port, {
      up: () => {
        ups += 1;
        if (ups === 2) again();
      },
    });
    await stream.open();
    sockets[0]?.destroy();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(() => {
      stream.send(stanza('message'));
    }).toThrow(/not connected/);
    await secondTime;
    expect(stream.isUp()).toBe(true);
  });

  it('OD-02: confirms what was sent by a ping behind it, shared by those who wait', async () => {
    let pings = 0;
    const port = await serve(
      accepting((socket, text) => {
        for (const match of text.matchAll(/<iq [^>]*id='([^']+)'/g)) {
          pings += 1;
          const id = match[1] ?? '';
          setTimeout(() => socket.write(`<iq type='result' from='h' to='c' id='${id}'/>`), 20);
        }
      }),
    );
    const stream = open(port);
    await stream.open();
    await Promise.all([stream.confirmed(), stream.confirmed(), stream.confirmed(), stream.confirmed()]);
    expect(pings).toBe(2);
  });
});
