/** Inline nodes as they are kept: no two texts beside one another, no look within the same look, nothing that says nothing. */
import type { Inline } from './contract.ts';

/** Texts beside one another are one. */
export function joined(nodes: readonly Inline[]): Inline[] {
  const result: Inline[] = [];
  let texts: string[] = [];
  const close = (): void => {
    const value = texts.join('');
    if (value !== '') result.push({ type: 'text', value });
    texts = [];
  };
  for (const node of nodes) {
    if (node.type === 'text') {
      texts.push(node.value);
    } else {
      close();
      result.push(node);
    }
  }
  close();
  return result;
}

/**
 * Looks inside the same look, and links inside links, add nothing for a reader, but some writers take the cube of the
 * time for each.
 * @param open what the nodes stand in
 */
export function tidy(nodes: readonly Inline[], open: readonly Inline['type'][] = []): readonly Inline[] {
  return joined(
    nodes.flatMap((node): readonly Inline[] => {
      if (!('children' in node)) return [node];
      if (open.includes(node.type)) return tidy(node.children, open);
      const children = tidy(node.children, [...open, node.type]);
      return children.length === 0 ? [] : [{ ...node, children }];
    }),
  );
}
