import { describe, expect, it } from 'vitest';
import { submitMessageRequest, submitMessageResponse, submitResponseCodes } from '../../../src/wire/index.ts';
import { isStrict, ruleOf } from './strictness.ts';
import * as structs from './structs.ts';

const { mls } = structs;
const sendingUri = 'mimi://a.example/u/alice' as never;

describe('messages', () => {
  it('are submitted and come back as they were, and in no other spelling', () => {
    isStrict(submitMessageRequest, structs.submitMessageRequest);
  });

  it('are answered, and each answer comes back, with and without a frank', () => {
    isStrict(submitMessageResponse, structs.submitMessageResponse);
  });

  it('MF-01: nothing but an application PrivateMessage is submitted here', () => {
    const { application, groupId, keyPackage: _bare, tree: _tree, ...others } = mls;
    expect(ruleOf(() => submitMessageRequest.encode({ appMessage: application, sendingUri }))).toBe('accepted');
    const octets = submitMessageRequest.encode({ appMessage: application, sendingUri });
    const behind = octets.subarray(1 + application.length);
    for (const other of Object.values(others)) {
      expect(ruleOf(() => submitMessageRequest.encode({ appMessage: other, sendingUri }))).toBe('mls-message');
      expect(ruleOf(() => submitMessageRequest.decode(Uint8Array.of(1, ...other, ...behind)))).toBe('mls-message');
    }
    for (const contentType of [2, 3]) {
      const handshake = octets.slice();
      handshake[1 + 4 + 1 + groupId.length + 8] = contentType;
      expect(ruleOf(() => submitMessageRequest.decode(handshake))).toBe('mls-message');
    }
  });

  it('WF-10: what the enum calls accepted and the select success is one code, 0', () => {
    expect(submitResponseCodes.accepted).toBe(0);
    const octets = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0);
    expect(submitMessageResponse.decode(octets)).toEqual({ code: 'accepted', acceptedTimestamp: 7, frank: null });
  });

  it('refuses a frank of another length than 32 octets', () => {
    const frank = { serverFrank: new Uint8Array(31), cipherSuite: 1, integritySignature: new Uint8Array(64) };
    expect(ruleOf(() => submitMessageResponse.encode({ code: 'accepted', acceptedTimestamp: 7, frank }))).toBe(
      'malformed',
    );
  });

  it('refuses times that no clock shows', () => {
    const times = [-1, 0.5, 2 ** 53, Number.NaN];
    for (const acceptedTimestamp of times) {
      expect(ruleOf(() => submitMessageResponse.encode({ code: 'accepted', acceptedTimestamp, frank: null }))).toBe(
        'timestamp',
      );
    }
    const octets = Uint8Array.of(1, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0);
    expect(ruleOf(() => submitMessageResponse.decode(octets))).toBe('timestamp');
  });
});
