import { el, type Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';

/** A page that is asked for (XEP-0059). */
export interface PageRequest {
  readonly max: number;
  readonly after: string | null;
  /** null: not asked for; '': the last page. */
  readonly before: string | null;
}

export function readPageRequest(query: Element, most: number): PageRequest {
  const set = query.child('set', ns.rsm);
  const max = set?.textOf('max') ?? null;
  const number = max !== null && /^\d{1,9}$/.test(max) ? Number(max) : most;
  return { max: Math.min(number, most), after: set?.textOf('after') ?? null, before: set?.textOf('before') ?? null };
}

export function pageResult(ids: readonly string[], count: number, index?: number): Element {
  const first = ids.at(0);
  const last = ids.at(-1);
  return el(
    'set',
    ns.rsm,
    {},
    first === undefined ? null : el('first', ns.rsm, { index: index === undefined ? undefined : String(index) }, first),
    last === undefined ? null : el('last', ns.rsm, {}, last),
    el('count', ns.rsm, {}, String(count)),
  );
}
