import { parseRoomUri, parseUserUri } from '../../../../src/identifiers/index.ts';
import { InvalidWire, requestConsent } from '../../../../src/wire/index.ts';

const octets = requestConsent.encode({
  operation: 'request',
  requester: parseUserUri('mimi://a.example/u/alice'),
  target: parseUserUri('mimi://b.example/u/bob'),
  room: parseRoomUri('mimi://a.example/r/clubhouse'),
  extensions: new Map(),
});
console.log(octets.length, requestConsent.decode(octets).operation);
try {
  requestConsent.decode(octets.subarray(1));
} catch (cause) {
  if (!(cause instanceof InvalidWire)) throw cause;
  console.log(cause.rule, cause.section);
}
