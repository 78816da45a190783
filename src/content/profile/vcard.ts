/** Lines of a vCard are folded beyond so many octets (RFC 6350 §3.2). */
const foldAt = 75;
const longestName = 256;

/**
 * The name of a vCard: the first `FN` (RFC 6350 §6.2.1). Null without one that says something.
 * @param vcard decoded text of a `text/vcard` part
 */
export function nameIn(vcard: string): string | null {
  const lines = vcard.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/, 1000);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const [property = ''] = line.slice(0, Math.max(colon, 0)).split(';', 1);
    // A group may stand before the property: `item1.FN`.
    if (property.slice(property.lastIndexOf('.') + 1).toUpperCase() !== 'FN') continue;
    const name = unescaped(line.slice(colon + 1)).trim();
    if (name !== '') return Array.from(name).slice(0, longestName).join('');
  }
  return null;
}

/** A vCard of nothing but a name (RFC 6350 §6.2.1). */
export function vcardOf(name: string): string {
  const lines = ['BEGIN:VCARD', 'VERSION:4.0', `FN:${escaped(name)}`, 'END:VCARD'];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function folded(line: string): string {
  let [result, octets] = ['', 0];
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > foldAt) {
      result += '\r\n ';
      octets = 1;
    }
    result += character;
    octets += size;
  }
  return result;
}

/** RFC 6350 §3.4. */
function escaped(text: string): string {
  const signs = text.replaceAll('\\', '\\\\').replaceAll(',', '\\,').replaceAll(';', '\\;');
  return signs.replaceAll(/\r\n|\r|\n/g, '\\n');
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign));
}
