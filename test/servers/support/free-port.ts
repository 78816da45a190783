import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What was given stays given: whoever has it may not have begun to listen when the next one asks. */
const given = new Set<number>();

/** `count` TCP ports that are free on 127.0.0.1 now, all different, none given before. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            resolve(server);
          });
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port).filter((port) => !given.has(port));
  for (const port of ports) given.add(port);
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => {
            resolve();
          });
        }),
    ),
  );
  return ports.length === count ? ports : [...ports, ...(await freePorts(count - ports.length))];
}
