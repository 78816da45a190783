import { dispositions } from '../../contract.ts';
import { writeExtensions } from '../../extensions/known.ts';
import { reasonIn } from '../../extensions/reason.ts';
import type { Drafted } from '../../networks/contract.ts';
import { draftOf } from '../../message.ts';
import type { MatrixLookup, MatrixMessageEvent } from '../contract.ts';
import { textAt } from '../json.ts';
import type { Json } from '../json.ts';
import { partOf, untranslated } from './draft.ts';
import { standingKept } from './relation.ts';

/**
 * `m.room.redaction`: a message is taken back (FX-14, FX-15), a reaction too (FX-10). Whether its sender may, is the
 * hub's to say: the homeserver has let it happen already.
 */
export function draftsOfRedaction(event: MatrixMessageEvent, content: Json, lookup: MatrixLookup): Drafted {
  const target = textAt(content, 'redacts') ?? (typeof event.redacts === 'string' ? event.redacts : undefined);
  const known = target === undefined ? null : lookup.messageOf(target);
  if (known === null) return untranslated('unknown-target', 'a redaction of something that is no message of the room');
  if (known.text === null) return untranslated('nothing-said', 'a redaction of a message that was deleted already');
  const disposition = known.reaction ? dispositions.reaction : dispositions.render;
  const body = partOf({ type: 'null' }, disposition);
  const extensions = writeExtensions({ reason: reasonIn(textAt(content, 'reason')) });
  return [{ ...draftOf(body), extensions, replaces: known.original, ...standingKept(known.original, lookup) }];
}
