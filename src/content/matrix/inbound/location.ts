import { locationFallback } from '../../fallbacks/index.ts';
import { objectAt, textAt } from '../json.ts';
import type { Json } from '../json.ts';

/** RFC 5870: two or three coordinates, then parameters. */
const geoUri =
  /^geo:-?\d{1,3}(?:\.\d{1,20})?,-?\d{1,3}(?:\.\d{1,20})?(?:,-?\d{1,6}(?:\.\d{1,20})?)?(?:;[A-Za-z0-9=.;-]{1,64})?$/;

/** A `geo:` URI as RFC 5870 has it; undefined for anything else. */
export function geoUriIn(text: string | undefined): string | undefined {
  return text !== undefined && geoUri.test(text) ? text : undefined;
}

/** The place in an `m.location`, whose stable and extensible (MSC3488) forms stand side by side. */
export function placeIn(content: Json): { readonly uri: string | undefined; readonly name: string } {
  const extensible = objectAt(
    content,
    Object.hasOwn(content, 'm.location') ? 'm.location' : 'org.matrix.msc3488.location',
  );
  const uri = geoUriIn(textAt(content, 'geo_uri')) ?? geoUriIn(textAt(extensible, 'uri'));
  return { uri, name: (textAt(extensible, 'description') ?? textAt(content, 'body') ?? '').trim() };
}

/** A place for readers without maps: its name and its URI, which phones open. */
export function textOfPlace({ uri, name }: ReturnType<typeof placeIn>): string {
  if (uri === undefined) return name;
  const description = name.replaceAll(uri, '').trim();
  return locationFallback({ description: description === 'Location' ? '' : description, geo: uri });
}
