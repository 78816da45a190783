import type { ProviderDomain } from '../identifiers/index.ts';
import type { GroupRules } from '../mls/index.ts';
import { InvalidMessage } from '../mls/index.ts';
import { InvalidPolicy } from '../policy/index.ts';
import { InvalidIdentifier } from '../identifiers/index.ts';
import { groupRules } from '../provider/index.ts';
import type { Log } from '../observe/index.ts';
import type { Clock, Database, Turns } from '../store/index.ts';
import type { CommitTrial, StepAside } from './contract.ts';
import type { HubKey } from './hub-key.ts';
import type { OpenRooms } from './open-room.ts';
import type { HubLog } from './room-log.ts';

/** What a use case of the hub works with. */
export interface HubContext {
  readonly domain: ProviderDomain;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly key: HubKey;
  readonly open: OpenRooms;
  readonly roomLog: HubLog;
  readonly turns: Turns;
  trial(): CommitTrial | null;
  stepAside(): StepAside | null;
}

export function rulesAt(hub: HubContext): GroupRules {
  return groupRules(BigInt(Math.floor(hub.clock() / 1000)));
}

/** What is wrong with what was handed in, or null when the error is ours. */
export function faultOf(error: unknown): string | null {
  return error instanceof InvalidMessage || error instanceof InvalidPolicy || error instanceof InvalidIdentifier
    ? error.message
    : null;
}
