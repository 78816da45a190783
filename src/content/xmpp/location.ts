import type { XmlElement } from './contract.ts';
import { textOfChild, xml } from './element.ts';
import { ns } from './namespaces.ts';

interface Place {
  readonly latitude: number;
  readonly longitude: number;
  /** Metres, null where nobody said. */
  readonly uncertainty: number | null;
}

const decimal = /^[+-]?\d{1,3}(?:\.\d{1,12})?$/;
const geoUri =
  /\bgeo:(-?\d{1,3}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)(?:,-?\d{1,6}(?:\.\d{1,12})?)?(?:;u=(\d{1,9}(?:\.\d{1,12})?))?/gi;

function placeOf(latitude: number, longitude: number, uncertainty: number | null): Place | null {
  const onEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return onEarth ? { latitude, longitude, uncertainty } : null;
}

function decimalAt(location: XmlElement, name: string): number | null {
  const text = textOfChild(location, name, ns.location);
  return text !== null && decimal.test(text) ? Number(text) : null;
}

/** A location (XEP-0080) as a line with a `geo:` URI (RFC 5870), which people and networks read. Null where it has no coordinates. */
export function readableLocation(location: XmlElement): string | null {
  const latitude = decimalAt(location, 'lat');
  const longitude = decimalAt(location, 'lon');
  const place =
    latitude === null || longitude === null ? null : placeOf(latitude, longitude, decimalAt(location, 'accuracy'));
  const names = ['description', 'text', 'building', 'street', 'locality', 'country']
    .map((name) => textOfChild(location, name, ns.location)?.replaceAll(/\s+/g, ' ').slice(0, 200))
    .filter((name) => name !== undefined);
  if (place === null) return names.length === 0 ? null : `Location: ${names.join(', ')}`;
  const uncertainty = place.uncertainty === null || place.uncertainty < 0 ? '' : `;u=${place.uncertainty}`;
  return `Location: ${[...names, ''].join(', ')}geo:${place.latitude},${place.longitude}${uncertainty}`;
}

/** The place that a text names by its only `geo:` URI; null where there is none, or more than one. */
export function locationIn(text: string): XmlElement | null {
  const [found, ...others] = text.slice(0, 4096).matchAll(geoUri);
  if (found === undefined || others.length > 0) return null;
  const [, latitude, longitude, uncertainty] = found;
  const place = placeOf(Number(latitude), Number(longitude), uncertainty === undefined ? null : Number(uncertainty));
  if (place === null) return null;
  const field = (name: string, value: number): XmlElement => xml(name, ns.location, {}, String(value));
  return xml(
    'geoloc',
    ns.location,
    {},
    field('lat', place.latitude),
    field('lon', place.longitude),
    place.uncertainty === null ? null : field('accuracy', place.uncertainty),
  );
}
