import { type Hub, openHub } from '../../../src/hub/index.ts';
import { createLog } from '../../../src/observe/index.ts';
import { openVault } from '../../../src/store/index.ts';
import { type House, hubDomain } from '../members/house.ts';

/**
 * A second hub process on the database of a house, which tells its members nothing: they commit what is pending at once,
 * and here it stays so.
 */
export function openHubBeside({ database }: House): Promise<Hub> {
  const vault = openVault([{ id: 'test', key: new Uint8Array(32).fill(7) }]);
  const log = createLog({ level: 'silent' });
  return openHub({ domain: hubDomain, database, vault, clock: Date.now, log });
}
