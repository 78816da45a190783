import { describe, expect, it } from 'vitest';
import * as wire from '../../../src/wire/index.ts';

describe('codes', () => {
  it('have the values of the draft', () => {
    expect({
      protocols: wire.protocols,
      keyMaterialUserCodes: wire.keyMaterialUserCodes,
      keyMaterialClientCodes: wire.keyMaterialClientCodes,
      updateResponseCodes: wire.updateResponseCodes,
      groupInfoRepresentations: wire.groupInfoRepresentations,
      submitResponseCodes: wire.submitResponseCodes,
      searchIdentifierTypes: wire.searchIdentifierTypes,
      identifierQueryCodes: wire.identifierQueryCodes,
      fieldSources: wire.fieldSources,
    }).toMatchSnapshot();
  });

  it('PV-12: every broken rule has an HTTP status, and none is a fault of ours', () => {
    expect(wire.statusOfRule['too-large']).toBe(413);
    expect(wire.statusOfRule.malformed).toBe(400);
    expect(wire.statusOfRule['unknown-code']).toBe(400);
    expect(Object.values(wire.statusOfRule).every((status) => status >= 400 && status < 500)).toBe(true);
    expect(wire.otherStatuses).toEqual({ forbidden: 403, notFound: 404, misdirected: 421, tooManyRequests: 429 });
  });

  it('WF-03: what has an answer with a code of its own is answered with 200', () => {
    const answering = Object.entries(wire.statusOfTaken).filter(([, status]) => status === 200);
    expect(answering.map(([endpoint]) => endpoint)).toEqual([
      'keyMaterial',
      'update',
      'submitMessage',
      'groupInfo',
      'identifierQuery',
      'proxyDownload',
    ]);
    expect(wire.bodyMediaType).toBe('application/octet-stream');
  });

  it('WF-15: any 2xx takes an event, 404 and 410 mean that the room may be gone, the rest is tried again', () => {
    const outcomes = Array.from({ length: 500 }, (_, at) => [at + 100, wire.notifyOutcome(at + 100)] as const);
    expect(wire.statusOfTaken.notify).toBe(201);
    for (const [status, outcome] of outcomes) {
      if (status >= 200 && status < 300) expect(outcome).toBe('accepted');
      else if (status === 404 || status === 410) expect(outcome).toBe('room-gone');
      else if (status >= 400 && status < 500 && ![408, 429].includes(status)) expect(outcome).toBe('retry-slowly');
      else expect(outcome).toBe('retry');
    }
  });
});
