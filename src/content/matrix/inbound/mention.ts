import type { UserUri } from '../../../identifiers/index.ts';
import { inlinesOf, mapInlines } from '../../markup/index.ts';
import type { Inline, Link, Markup, Text } from '../../markup/index.ts';
import type { MatrixLookup } from '../contract.ts';
import { fieldIn, listAt, objectAt } from '../json.ts';
import type { Json } from '../json.ts';
import { matrixIdIn, matrixToLink } from '../matrix-link.ts';

/** Users beyond these are not looked for: nobody is meant by a list of everybody. */
const mostMentions = 100;

/** Whom a message means ("User and room mentions"). */
export interface Mentioned {
  /** Null where the client knows no intentional mentions: then whoever is linked is meant. */
  readonly users: ReadonlySet<string> | null;
  readonly room: boolean;
}

export function mentionedIn(content: Json): Mentioned {
  if (!Object.hasOwn(content, 'm.mentions')) return { users: null, room: false };
  const mentions = objectAt(content, 'm.mentions');
  const ids = listAt(mentions, 'user_ids', mostMentions).filter((id) => typeof id === 'string');
  return { users: new Set(ids), room: fieldIn(mentions, 'room') === true };
}

/**
 * The text with its mentions as MIMI has them: links to users' URIs (draft §5.4), of those only who are in the room
 * (FX-04). Whoever is meant but not linked is linked where the name stands first. Everybody is a link to the room,
 * where the sender may (FX-05); else it stays what was written.
 * @returns the very same markup when nobody is mentioned
 */
export function withMentions(markup: Markup, mentioned: Mentioned, sender: UserUri, lookup: MatrixLookup): Markup {
  const linked = new Set<string>();
  const linkedText = mapInlines(markup, (node) => {
    const id = node.type === 'link' ? matrixIdIn(node.url) : null;
    if (node.type !== 'link' || id === null) return [node];
    const user = id.startsWith('@') && mentioned.users?.has(id) !== false ? userInRoom(id, lookup) : null;
    if (user !== null) linked.add(id);
    return [{ ...node, url: user ?? matrixToLink(id) }];
  });
  const names: Name[] = [...(mentioned.users ?? [])]
    .filter((id) => !linked.has(id))
    .flatMap((id) => namesOf(id, lookup));
  if (mentioned.room && lookup.mayMentionRoom(sender)) names.push({ name: '@room', url: lookup.room });
  const hasLinks = inlinesOf(markup).some((node) => node.type === 'link' && matrixIdIn(node.url) !== null);
  const read = hasLinks ? linkedText : markup;
  return names.length === 0 ? read : linkNames(read, names);
}

function userInRoom(id: string, lookup: MatrixLookup): UserUri | null {
  const user = lookup.userOf(id);
  return user !== null && lookup.nameOf(user) !== null ? user : null;
}

interface Name {
  readonly name: string;
  readonly url: string;
}

function namesOf(id: string, lookup: MatrixLookup): readonly Name[] {
  const user = userInRoom(id, lookup);
  const name = user === null ? null : lookup.nameOf(user);
  return user === null || name === null || name === '' ? [] : [{ name, url: user }];
}

/** Names that stand within words are looked at this often in a text, which is more than people write. */
const mostPlaces = 10_000;

/** Links each name where it first stands by itself, outside of links and code. */
function linkNames(markup: Markup, names: readonly Name[]): Markup {
  const left = new Set(names);
  const budget = { places: mostPlaces };
  const inLinks = new Set(
    inlinesOf(markup)
      .filter((node) => node.type === 'link')
      .flatMap(within),
  );
  const linked = mapInlines(markup, (node) => {
    if (node.type !== 'text' || inLinks.has(node)) return [node];
    let nodes: readonly Inline[] = [node];
    for (const name of left) {
      const pieces = nodes.flatMap((piece) =>
        piece.type === 'text' && left.has(name) ? linkIn(piece, name, left, budget) : [piece],
      );
      nodes = pieces;
    }
    return nodes;
  });
  return left.size === names.length ? markup : linked;
}

const within = ({ children }: Link): readonly Inline[] =>
  inlinesOf({ type: 'root', children: [{ type: 'paragraph', children }] });

interface Budget {
  places: number;
}

function linkIn(text: Text, name: Name, left: Set<Name>, budget: Budget): readonly Inline[] {
  const pieces = pieceOut(text.value, name.name, budget);
  if (pieces === null) return [text];
  left.delete(name);
  const link: Link = { type: 'link', url: name.url, title: null, children: [{ type: 'text', value: name.name }] };
  return [...textOf(pieces[0]), link, ...textOf(pieces[1])];
}

const textOf = (value: string): readonly Text[] => (value === '' ? [] : [{ type: 'text', value }]);

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}_]/u.test(character);

/** What stands before and behind a name that is not a piece of a longer word. */
function pieceOut(text: string, name: string, budget: Budget): readonly [string, string] | null {
  for (let at = text.indexOf(name); at >= 0 && budget.places > 0; at = text.indexOf(name, at + 1)) {
    budget.places--;
    const end = at + name.length;
    if (!isWord(text[at - 1]) && !isWord(text[end])) return [text.slice(0, at), text.slice(end)];
  }
  return null;
}
