import { describe, expect, it } from 'vitest';
import { abuseReport, abuseTypes } from '../../../src/wire/index.ts';
import { isStrict, ruleOf } from './strictness.ts';
import * as structs from './structs.ts';

const report = {
  reportingUser: null,
  allegedAbuser: 'mimi://a.example/u/mallory' as never,
  reasonCode: abuseTypes.unspecified,
  note: '',
  messages: [],
  extensions: new Map<number, Uint8Array>(),
};

describe('abuse reports', () => {
  it('AF-10: come back as they were, with and without reporter, note and messages', () => {
    isStrict(abuseReport, structs.abuseReport);
    expect(abuseReport.decode(abuseReport.encode(report))).toEqual(report);
  });

  it('WF-13: an empty URI is an anonymous reporter; nobody at all can not be accused', () => {
    const octets = abuseReport.encode(report);
    expect(octets[0]).toBe(0);
    const accusing = { ...report, allegedAbuser: '' as never };
    expect(ruleOf(() => abuseReport.encode(accusing))).toBe('identifier');
    expect(ruleOf(() => abuseReport.decode(Uint8Array.of(0, 0, 0, 0, 0, 0)))).toBe('identifier');
  });

  it('AF-13: unknown reason codes are kept, and ours are of the private range', () => {
    for (let reasonCode = 0; reasonCode <= 255; reasonCode++) {
      expect(abuseReport.decode(abuseReport.encode({ ...report, reasonCode })).reasonCode).toBe(reasonCode);
    }
    const { unspecified, ...ours } = abuseTypes;
    expect(unspecified).toBe(0);
    for (const code of Object.values(ours)) expect(code >= 240 && code <= 254).toBe(true);
    expect(ruleOf(() => abuseReport.encode({ ...report, reasonCode: 256 }))).toBe('unknown-code');
  });

  it('refuses a note that is not UTF-8 or has a NUL', () => {
    const octets = abuseReport.encode({ ...report, note: 'ab' });
    const at = octets.indexOf(0x62);
    for (const octet of [0, 0xff]) {
      octets[at] = octet;
      expect(ruleOf(() => abuseReport.decode(octets))).toBe('text');
    }
    expect(ruleOf(() => abuseReport.encode({ ...report, note: '\ud800' }))).toBe('text');
  });
});
