import type { Part } from '../../contract.ts';
import type { AvMetadata } from '../../extensions/contract.ts';
import { indexedParts } from '../../part-index.ts';
import type { SharedFile } from './media.ts';

/** A file as it stands in a message. */
export interface PlacedFile {
  readonly file: SharedFile;
  readonly part: Part;
  readonly preview: Part | null;
}

/** How the files of a body look and how long they last, by their part index (draft §4.4); null where nobody said. */
export function measuredIn(body: Part, files: readonly PlacedFile[]): readonly AvMetadata[] | null {
  const indices = new Map(indexedParts(body).map(({ part, index }) => [part, index]));
  const measured = files.flatMap(({ file, part, preview }) => {
    const index = indices.get(part);
    const previewIndex = preview === null ? null : (indices.get(preview) ?? null);
    if (index === undefined) return [];
    const { thumbnail } = file;
    const small = { width: thumbnail?.width ?? null, height: thumbnail?.height ?? null, duration: null };
    return [
      ...measuresOf(part, index, file, previewIndex),
      ...(preview === null || previewIndex === null ? [] : measuresOf(preview, previewIndex, small, null)),
    ];
  });
  return measured.length === 0 ? null : measured;
}

type Measures = Pick<AvMetadata, 'width' | 'height' | 'duration'>;

function measuresOf(
  part: Part,
  index: number,
  { width, height, duration }: Measures,
  preview: number | null,
): readonly AvMetadata[] {
  const contentType = part.type === 'external' ? part.contentType : '';
  const type = (['image', 'video', 'audio'] as const).find((family) => contentType.startsWith(`${family}/`));
  if (type === undefined || [width, height, duration, preview].every((measure) => measure === null)) return [];
  return [{ part: index, type, width, height, duration, preview, accessibilityText: null, rotation: null }];
}
