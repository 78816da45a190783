import { leafComponent, type Member } from '../mls/index.ts';

/**
 * Component in the dictionary of a leaf that a gateway runs: UTF-8 name of the network whose user it stands for, or
 * `service` for the gateway's own (GW-04). From the private range of draft-ietf-mls-extensions §7.5.
 */
export const gatewayMarker = 0xf0d1;

/** By a leaf's extensions, which are values: all leaves of a large room are looked at in every epoch. */
const known = new WeakMap<Member['extensions'], boolean>();

/** Whether a leaf says that a gateway runs it, whatever network it names. A gateway that hides it can't be told. */
export function isRunByGateway(member: Pick<Member, 'extensions'>): boolean {
  let marked = known.get(member.extensions);
  if (marked === undefined) {
    marked = leafComponent(member, gatewayMarker) !== undefined;
    known.set(member.extensions, marked);
  }
  return marked;
}
