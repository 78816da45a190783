import fc from 'fast-check';

/** Names of any shape that one path segment can hold: well-formed text, not empty and no dot segment. */
export const anyName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((name) => name.isWellFormed() && name !== '.' && name !== '..');

const server = fc
  .tuple(fc.domain(), fc.option(fc.integer({ min: 1, max: 65535 })))
  .map(([domain, port]) => (port === null ? domain : `${domain}:${port}`))
  .filter((name) => name.length < 100);

/** Legal Matrix user ids, historical localparts and the letters that mappings stumble over included. */
export const matrixIds = fc
  .tuple(
    fc.oneof(
      fc.string({ unit: fc.constantFrom(...Array.from('abzABZ019._=-/+%@\\ é')), maxLength: 30 }),
      fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !/[:\0]/.test(text) && text.isWellFormed()),
    ),
    fc.oneof(fc.constant('example.org'), server),
  )
  .map(([localpart, name]) => `@${localpart}:${name}`)
  .filter((id) => Buffer.byteLength(id, 'utf8') <= 255);

/** Legal prepared localparts of JIDs, XEP-0106 escapes included. */
export const jidLocals = fc
  .string({
    unit: fc.constantFrom(...Array.from('abz019._=-+%#!$^*()|~{}[]?,;é日'), '\\20', '\\27', '\\40', '\\5c', '\\'),
    minLength: 1,
    maxLength: 30,
  })
  .map((local) => local.normalize('NFC'));

export const jidDomains = fc.oneof(fc.constant('example.org'), fc.domain());
