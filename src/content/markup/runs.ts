/** The inline nodes of a block as stretches of text that have one look each. */
import { judgeLink, mentionOf } from '../links/index.ts';
import type { UserUri } from '../../identifiers/index.ts';
import type { Inline, MarkupShow } from './contract.ts';

export type Style = 'emphasis' | 'strong' | 'delete' | 'code';

export interface Run {
  readonly text: string;
  /** The outer ones first, none twice. */
  readonly styles: readonly Style[];
  readonly mention: { readonly user: UserUri; readonly text: string } | null;
  readonly url: string | null;
}

const noLink = { mention: null, url: null };

/** What inline nodes say, without any look. Pictures say their description. */
export function saidBy(nodes: readonly Inline[]): string {
  return nodes.map(saidByOne).join('');
}

function saidByOne(node: Inline): string {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return node.value;
    case 'break':
      return '\n';
    case 'image':
      return node.alt;
    case 'emphasis':
    case 'strong':
    case 'delete':
    case 'link':
      return saidBy(node.children);
  }
}

/** @param show names the users of mentions; a user that it doesn't name is a plain link. */
export function runsOf(
  nodes: readonly Inline[],
  show: Pick<MarkupShow, 'mention'>,
  styles: readonly Style[] = [],
): readonly Run[] {
  const inside = (style: Style, children: readonly Inline[]): readonly Run[] =>
    runsOf(children, show, styles.includes(style) ? styles : [...styles, style]);
  return nodes.flatMap((node): readonly Run[] => {
    switch (node.type) {
      case 'text':
        return [{ ...noLink, text: node.value, styles }];
      case 'inlineCode':
        return [{ ...noLink, text: node.value, styles: [...styles, 'code'] }];
      case 'break':
        return [{ ...noLink, text: '\n', styles }];
      case 'image':
        return [{ ...noLink, text: node.alt === '' ? '[image]' : `[${node.alt}]`, styles }];
      case 'emphasis':
      case 'strong':
      case 'delete':
        return inside(node.type, node.children);
      case 'link':
        return linkRuns(node, show, styles);
    }
  });
}

function linkRuns(
  node: Inline & { readonly type: 'link' },
  show: Pick<MarkupShow, 'mention'>,
  styles: readonly Style[],
): readonly Run[] {
  const text = saidBy(node.children);
  const user = mentionOf(node.url);
  const mention = user === null ? null : show.mention(user, text);
  if (user !== null && mention !== null) {
    return [{ text: mention.text, styles, mention: { user, text: mention.text }, url: mention.href }];
  }
  const judged = judgeLink({ text, url: node.url });
  if (judged.type === 'refused') return runsOf(node.children, show, styles);
  return [{ text: judged.text, styles, mention: null, url: judged.url }];
}
