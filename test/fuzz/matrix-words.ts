/** What strangers send as events: JSON of words that mean something to a rendering, at random. */
import type { Seeded } from '../interop/seeded.ts';
import { text, tongues } from './content-words.ts';

const inWords = (words: string): readonly string[] => words.trim().split(/\s+/);

export const eventTypes = [
  ...inWords(`
    m.room.message m.room.message m.room.message m.reaction m.room.redaction m.sticker m.poll.start
    org.matrix.msc3381.poll.start m.poll.end im.vector.modular.widgets m.call.invite m.room.encrypted
    __proto__ constructor
  `),
  '',
];

export const jsonKeys = inWords(`
  msgtype body format formatted_body url file info filename geo_uri m.location uri thumbnail_url w h duration
  m.mentions user_ids room m.relates_to rel_type event_id key m.in_reply_to is_falling_back m.new_content redacts reason
  m.poll org.matrix.msc3381.poll.start question answers m.text org.matrix.msc1767.text
  org.matrix.msc3245.voice org.matrix.self_destruct_after __proto__ constructor toString
`);

export const jsonWords = [
  ...inWords(`
    m.text m.image m.audio m.video m.file m.location m.emote m.notice org.matrix.custom.html
    m.replace m.annotation m.thread m.reference $one $two mxc://example.com/a.png mxc:// geo:1,2 geo:x
    @room @bob:example.com **x __proto__
  `),
  ...['', '\ud800', '\0', '\u202Egnp.exe', '/me ', '> <@a:b> x'],
  ...['<b><img src="mxc://example.com/a.png">', '<a href="https://matrix.to/#/%">x</a>'],
];
const jsonValues: readonly unknown[] = [...jsonWords, null, true, false, 0, -1, 1.5, 2 ** 53, 1e300];

/** Any JSON, of a few levels; now and then of many. */
export function json(random: Seeded, levels = 4): unknown {
  if (levels === 4 && random.chance(1 / 400)) return deep(random, 200 + random.below(5000));
  const draw = random.below(levels > 0 ? 10 : 6);
  if (draw < 4) return random.pick(jsonValues);
  if (draw < 6) return text(random, random.pick(tongues));
  if (draw < 7) return Array.from({ length: random.below(4) }, () => json(random, levels - 1));
  return Object.fromEntries(
    Array.from({ length: random.below(7) }, () => [random.pick(jsonKeys), json(random, levels - 1)]),
  );
}

function deep(random: Seeded, levels: number): unknown {
  let value: unknown = 1;
  const key = random.pick(jsonKeys);
  const list = random.chance(0.5);
  for (let level = 0; level < levels; level += 1) value = list ? [value] : { [key]: value };
  return value;
}

/** A content as a client would send it, with some of it changed. */
export function eventContent(random: Seeded): unknown {
  if (random.chance(0.15)) return json(random);
  const msgtype = random.pick([
    'm.text',
    'm.text',
    'm.text',
    'm.emote',
    'm.notice',
    'm.image',
    'm.audio',
    'm.file',
    'm.location',
  ]);
  const said: Record<string, unknown> = { msgtype, body: text(random, 'plain') };
  if (random.chance(0.6)) {
    said.format = 'org.matrix.custom.html';
    said.formatted_body = text(random, 'html');
  }
  if (['m.image', 'm.audio', 'm.file'].includes(msgtype)) said.url = 'mxc://example.com/a.png';
  if (random.chance(0.3)) said['m.relates_to'] = json(random, 3);
  if (random.chance(0.2)) said['m.new_content'] = { ...said };
  if (random.chance(0.2)) said['m.mentions'] = json(random, 2);
  for (let changes = random.below(3); changes > 0; changes -= 1) said[random.pick(jsonKeys)] = json(random, 3);
  return said;
}
