import { refusal } from '../muc/stanza-error.ts';
import { form } from '../xml/data-form.ts';
import { el } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Answer, Question } from './contract.ts';

/** The form with which one registers with a room (XEP-0045 §7.10). */
export async function registrationForm(q: Question): Promise<Answer> {
  const found = await q.directory.find(q.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  if (room.standing(view, q.user).affiliation === 'outcast')
    return refusal('not-allowed', 'You are banned from this room.');
  const nick = room.settings.registered[q.user];
  const registered = nick === undefined ? [] : [el('registered', ns.register), el('username', ns.register, {}, nick)];
  const field = {
    name: 'muc#register_roomnick',
    type: 'text-single',
    label: 'Nickname',
    values: [nick ?? ''],
  } as const;
  const x = form('form', ns.mucRegister, [field], { title: `Registration with ${room.jid}` });
  return [el('query', ns.register, {}, ...registered, x)];
}
