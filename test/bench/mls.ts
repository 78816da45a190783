/**
 * Speed and size of the MLS engine in a warm group of 1,000 members, beside OpenMLS and ts-mls in the same run.
 * OpenMLS's times are taken inside its process; its storage is memory.
 */
import { availableParallelism, loadavg } from 'node:os';
import {
  commit,
  decodeHostedGroup,
  decodePublicGroup,
  encodeHostedGroup,
  encodePublicGroup,
  encrypt,
  joinByExternalCommit,
  type Proposal,
  receive,
  receivePublicCommit,
} from '../../src/mls/index.ts';
import { cipherSuite, encryptWithLabel } from '../../src/mls/suites/index.ts';
import { utf8 } from '../interop/wire.ts';
import { TsMlsMember } from '../interop/ts-mls-member.ts';
import { eachOf, memory, ratio, rounded, summary, timed } from './mls/measure.ts';
import type { Took } from '../interop/rust-peer.ts';
import { coldExternalJoin } from './mls/cold-join.ts';
import { freshGroup, newClient, rules, type WarmGroup, warmGroup } from './mls/warm-group.ts';

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function commits(group: WarmGroup, runs: number) {
  progress(`${runs} commits`);
  const times = { hosted: [], single: [], hub: [], openmls: [], observer: [], tsMls: [], made: [] } as Record<
    'hosted' | 'single' | 'hub' | 'openmls' | 'observer' | 'tsMls' | 'made',
    Took[]
  >;
  await group.peer.observe('observer', group.groupInfo, group.tree);
  for (let i = 0; i < runs; i++) {
    const leaf = group.others.local[(i * 37) % group.others.local.length]?.leafIndex ?? 0;
    const made = await timed(() => commit(group.others, leaf, { forcePath: true, rules }));
    const message = made.value.commit;
    const hosted = await timed(() => receive(group.hosted, message, { rules }));
    const single = await timed(() => receive(group.single, message, { rules }));
    const hub = await timed(() => receivePublicCommit(group.hub, message, rules));
    const tsMls = await timed(() => group.tsMls.process(message));
    times.openmls.push((await group.openmls.timedProcess(message)).took);
    times.observer.push((await group.peer.observeMessage('observer', message)).took);
    times.made.push(made.took);
    times.hosted.push(hosted.took);
    times.single.push(single.took);
    times.hub.push(hub.took);
    times.tsMls.push(tsMls.took);
    group.others = made.value.next;
    group.hosted = hosted.value.group;
    group.single = single.value.group;
    group.hub = hub.value.group;
    group.groupInfo = made.value.groupInfo;
    group.tree = made.value.ratchetTree;
  }
  const hosted = summary(times.hosted);
  const hub = summary(times.hub);
  const openmls = summary(times.openmls);
  const observer = summary(times.observer);
  const tsMls = summary(times.tsMls);
  return {
    processedFor200Leaves: { ...hosted, atMostMs: 5, toOpenMls: ratio(hosted, openmls), toTsMls: ratio(hosted, tsMls) },
    processedForOneLeaf: summary(times.single),
    openMlsForOneMember: openmls,
    tsMlsForOneMember: tsMls,
    hubValidation: { ...hub, toOpenMlsPublicGroup: ratio(hub, observer) },
    openMlsPublicGroup: observer,
    madeByOneLeaf: summary(times.made),
  };
}

async function twoHundredAdds(group: WarmGroup) {
  progress('200 Adds in one commit');
  const times = { ours: [], hub: [], others: [], openmls: [] } as Record<'ours' | 'hub' | 'others' | 'openmls', Took[]>;
  let sizes = {};
  for (let run = 0; run < 4; run++) {
    const newcomers = Array.from({ length: 200 }, (_, i) => newClient(`late-${run}-${i}`));
    const adds = newcomers.map((one): Proposal => ({ type: 'add', keyPackage: one.keyPackage }));
    const leaf = group.hosted.local[0]?.leafIndex ?? 0;
    const made = await timed(() => commit(group.hosted, leaf, { proposals: adds, arriving: newcomers, rules }));
    const message = made.value.commit;
    times.ours.push(made.took);
    times.hub.push((await timed(() => receivePublicCommit(group.hub, message, rules))).took);
    times.others.push((await timed(() => receive(group.others, message, { rules }))).took);
    times.openmls.push((await group.openmls.commit({ proposals: adds })).took);
    await group.openmls.clear();
    sizes = { commitBytes: message.length, welcomeBytes: made.value.welcome?.length ?? 0 };
  }
  const committed = summary(times.ours);
  const openMls = summary(times.openmls);
  return {
    committed: { ...committed, toOpenMls: ratio(committed, openMls) },
    hubValidation: summary(times.hub),
    receivedByOthers: summary(times.others),
    openMlsCommitted: openMls,
    ...sizes,
  };
}

async function externalJoins(group: WarmGroup) {
  progress('external joins');
  const { groupInfo, tree } = group;
  const join = () => joinByExternalCommit({ groupInfo, ratchetTree: tree, leaf: newClient('joiner'), rules });
  await join();
  const warm = summary(await eachOf(15, join));
  const openmls: Took[] = [];
  for (let i = 0; i < 5; i++) {
    const client = await group.peer.client(`joiner-${i}`, 1);
    openmls.push((await client.externalJoin({ groupInfo, tree })).took);
    await client.forget();
  }
  // ts-mls reads external_pub in an encoding of its own only, so its joiners get a GroupInfo of its own.
  const own = await group.tsMls.published();
  const tsMls = await eachOf(2, async () => (await TsMlsMember.make('joiner')).externalJoin(own.groupInfo, own.tree));
  progress('external joins into blank parents');
  const blank = await freshGroup(1000);
  const joinBlank = () =>
    joinByExternalCommit({
      groupInfo: blank.groupInfo,
      ratchetTree: blank.ratchetTree,
      leaf: newClient('joiner'),
      rules,
    });
  await joinBlank();
  return {
    warmCaches: {
      ...warm,
      atMostMs: 60,
      toOpenMls: ratio(warm, summary(openmls)),
      toTsMls: ratio(warm, summary(tsMls)),
    },
    coldCaches: summary([await coldExternalJoin(groupInfo, tree)]),
    blankParents: summary(await eachOf(5, joinBlank)),
    openMls: summary(openmls),
    tsMls: summary(tsMls),
  };
}

async function messages(group: WarmGroup) {
  progress('messages of 200 bytes');
  const plaintext = new Uint8Array(200).fill(65);
  const leaf = group.others.local[3]?.leafIndex ?? 0;
  const made: Uint8Array[] = [];
  const encrypted = await eachOf(500, (generation) => {
    made.push(encrypt(group.others, leaf, { generation, plaintext }));
  });
  const decrypted = await eachOf(500, async (index) => {
    group.hosted = (await receive(group.hosted, made[index] as Uint8Array, { rules })).group;
  });
  const openMlsDecrypted: Took[] = [];
  for (const message of made.slice(0, 200)) {
    openMlsDecrypted.push((await group.openmls.timedProcess(message)).took);
  }
  const openMlsEncrypted: Took[] = [];
  for (let i = 0; i < 200; i++) {
    openMlsEncrypted.push((await group.openmls.timedEncrypt(plaintext, new Uint8Array())).took);
  }
  const tsMlsDecrypted = await eachOf(100, (index) => group.tsMls.process(made[index] as Uint8Array));
  const tsMlsEncrypted = await eachOf(100, () => group.tsMls.encrypt(plaintext));
  const [ourEncrypted, ourDecrypted] = [summary(encrypted), summary(decrypted)];
  return {
    encrypt: {
      ...ourEncrypted,
      atMostMs: 0.25,
      toOpenMls: ratio(ourEncrypted, summary(openMlsEncrypted)),
      toTsMls: ratio(ourEncrypted, summary(tsMlsEncrypted)),
    },
    decrypt: {
      ...ourDecrypted,
      atMostMs: 0.25,
      toOpenMls: ratio(ourDecrypted, summary(openMlsDecrypted)),
      toTsMls: ratio(ourDecrypted, summary(tsMlsDecrypted)),
    },
    openMls: { encrypt: summary(openMlsEncrypted), decrypt: summary(openMlsDecrypted) },
    tsMls: { encrypt: summary(tsMlsEncrypted), decrypt: summary(tsMlsDecrypted) },
  };
}

async function seals(group: WarmGroup) {
  progress('HPKE seals');
  const suite = cipherSuite(1);
  const keys = Array.from({ length: 100 }, () => suite.generateHpkeKeyPair());
  const secret = new Uint8Array(32).fill(1);
  const context = utf8('a group context of usual size'.repeat(5));
  const ours = summary(
    await eachOf(2000, (i) =>
      encryptWithLabel(
        suite,
        (keys[i % keys.length] as { publicKey: Uint8Array }).publicKey,
        'UpdatePathNode',
        context,
        secret,
      ),
    ),
  );
  const openMls = summary([await group.openmls.timeSeal(2000)]);
  return { seal: { ...ours, atMostMs: 0.3, toOpenMls: ratio(ours, openMls) }, openMls };
}

/** What one more state of this kind takes in memory, read from its stored form. */
function inMemory(read: () => unknown): number {
  const before = memory();
  const copies = Array.from({ length: 5 }, read);
  return Math.round((memory() - before) / copies.length);
}

function sizes(group: WarmGroup) {
  progress('sizes');
  const hosted = encodeHostedGroup(group.hosted);
  const single = encodeHostedGroup(group.single);
  const hub = encodePublicGroup(group.hub);
  return {
    hostedState200Leaves: { bytes: hosted.length, inMemoryBytes: inMemory(() => decodeHostedGroup(hosted)) },
    hostedStateOneLeaf: { bytes: single.length, inMemoryBytes: inMemory(() => decodeHostedGroup(single)) },
    hubState: { bytes: hub.length, inMemoryBytes: inMemory(() => decodePublicGroup(hub)) },
    ratchetTreeBytes: group.tree.length,
  };
}

/** All figures; `--commits N` sets how many commits are measured. */
export async function run(args: readonly string[]): Promise<unknown> {
  const at = args.indexOf('--commits');
  const runs = at === -1 ? 60 : Number(args[at + 1]);
  const group = await warmGroup();
  try {
    return {
      group: { members: 1000, hosted: group.hosted.local.length, suite: 1 },
      hpke: await seals(group),
      commit: await commits(group, runs),
      message: await messages(group),
      externalJoin: await externalJoins(group),
      adds200: await twoHundredAdds(group),
      size: sizes(group),
      note: `milliseconds by the clock and on the processor; ${runs} commits; Node.js ${process.version}; load ${loadavg().map(rounded).join(' ')} on ${availableParallelism()} processors`,
    };
  } finally {
    await group.peer.stop();
  }
}
