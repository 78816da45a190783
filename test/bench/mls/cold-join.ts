/** An external join in a process that has verified nothing yet: what the first join after a start costs. */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { joinByExternalCommit } from '../../../src/mls/index.ts';
import type { Took } from '../../interop/rust-peer.ts';
import { timed } from './measure.ts';
import { freshGroup, newClient, rules } from './warm-group.ts';

interface Given {
  readonly groupInfo: Uint8Array;
  readonly tree: Uint8Array;
}

export function coldExternalJoin(groupInfo: Uint8Array, tree: Uint8Array): Promise<Took> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { groupInfo, tree } satisfies Given });
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

if (!isMainThread) {
  const { groupInfo, tree } = workerData as Given;
  // Compiled code is warm after a while in any process; the caches for this tree are what is cold here.
  const other = await freshGroup(50);
  const join = (info: Uint8Array, ratchetTree: Uint8Array) =>
    joinByExternalCommit({ groupInfo: info, ratchetTree, leaf: newClient('joiner'), rules });
  for (let i = 0; i < 10; i++) await join(other.groupInfo, other.ratchetTree);
  parentPort?.postMessage((await timed(() => join(groupInfo, tree))).took);
}
