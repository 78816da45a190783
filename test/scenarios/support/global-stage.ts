/**
 * One stage for all scenarios of a run. It lives in the process that starts the tests; what tests may do with it is asked
 * for over a small HTTP door on loopback, since they run in processes of their own.
 * @module
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Stage } from './stage.ts';
import { raiseStage } from './stage.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stage: StageAccess;
  }
}

/** What a test needs to reach the stage. */
export interface StageAccess {
  /** Takes a {@link StageRequest} by POST. */
  readonly door: string;
  readonly admin: string;
  readonly adminToken: string;
  readonly gatewayLog: string;
}

export type StageRequest =
  | { readonly do: 'matrix-account' | 'xmpp-account'; readonly name: string }
  | { readonly do: 'kill' | 'start' | 'restart'; readonly part: Part }
  /** Starts whatever a scenario before has left dead. */
  | { readonly do: 'mend' };

export type Part = 'gateway' | 'synapse' | 'xmpp';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'mimi-scenarios-'));
  const stage = await raiseStage({
    directory,
    xmpp: process.env['MIMI_SCENARIOS_XMPP'] === 'ejabberd' ? 'ejabberd' : 'prosody',
    database: process.env['MIMI_SCENARIOS_DATABASE'] === 'postgres' ? 'postgres' : 'pglite',
    step: (_title, action) => action(),
  });
  const door = await openDoor(stage);
  project.provide('stage', {
    door: door.url,
    admin: stage.gateway.admin,
    adminToken: (await readFile(join(stage.gateway.directory, 'data', 'admin-token'), 'utf8')).trim(),
    gatewayLog: join(stage.gateway.directory, 'gateway.log'),
  });
  return async () => {
    await door.close();
    await stage.clear();
    // What it wrote is worth keeping only when somebody looks for a failure.
    if (process.env['MIMI_SCENARIOS_KEEP'] === undefined) await rm(directory, { recursive: true, force: true });
    else process.stderr.write(`Logs and data of the scenarios are in ${directory}.\n`);
  };
}

async function openDoor(stage: Stage): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    obey(stage, request).then(
      (answer) => response.end(JSON.stringify(answer ?? null)),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function obey(stage: Stage, request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const wanted = JSON.parse(text) as StageRequest;
  switch (wanted.do) {
    case 'matrix-account':
      return stage.matrixAccount(wanted.name);
    case 'xmpp-account':
      return stage.xmppAccount(wanted.name);
    case 'mend':
      for (const part of ['synapse', 'xmpp', 'gateway'] as const) {
        if (dead.has(part)) await drive(stage, part, 'start');
      }
      return null;
    default:
      return drive(stage, wanted.part, wanted.do);
  }
}

const dead = new Set<Part>();

async function drive(stage: Stage, part: Part, verb: 'kill' | 'start' | 'restart'): Promise<void> {
  if (verb === 'kill') {
    dead.add(part);
    await stage[part].kill();
  } else if (part !== 'gateway') {
    await stage[part].restart();
    dead.delete(part);
  } else {
    if (verb === 'restart') await stage.gateway.stop();
    if (verb === 'restart' || dead.has(part)) await stage.gateway.start();
    dead.delete(part);
  }
}
