import { ns } from '../../../../bridges/xmpp/xml/namespaces.ts';
import { type Element } from '../../../../bridges/xmpp/xml/element.ts';
import { serialise } from '../../../../bridges/xmpp/xml/serialise.ts';

const patience = 10_000;

/** What a stanza of a room says, for assertions. */
export interface Told {
  readonly kind: string;
  readonly type: string | undefined;
  readonly nick: string;
  readonly codes: readonly number[];
  readonly affiliation: string | undefined;
  readonly role: string | undefined;
  readonly jid: string | undefined;
  readonly body: string | null;
  readonly condition: string | null;
  readonly stanza: Element;
}

export function tell(stanza: Element): Told {
  const from = stanza.attrs.from ?? '';
  const slash = from.indexOf('/');
  const x = stanza.child('x', ns.mucUser);
  const item = x?.child('item') ?? null;
  return {
    kind: stanza.name,
    type: stanza.attrs.type,
    nick: slash < 0 ? '' : from.slice(slash + 1),
    codes: (x?.childrenNamed('status') ?? []).map((status) => Number(status.attrs.code)),
    affiliation: item?.attrs.affiliation,
    role: item?.attrs.role,
    jid: item?.attrs.jid,
    body: stanza.textOf('body'),
    condition: stanza.child('error')?.elements.find((child) => child.ns === ns.stanzaErrors)?.name ?? null,
    stanza,
  };
}

/** A client whose stanzas a test writes itself; `received` is all that came, oldest first. */
export class ScriptedClient {
  readonly jid: string;
  readonly received: Told[] = [];
  onGoing: () => void = () => undefined;
  readonly #send: (xml: string) => void;
  #waiting: (() => void)[] = [];
  #count = 0;

  constructor(jid: string, send: (xml: string) => void) {
    this.jid = jid;
    this.#send = send;
  }

  get bare(): string {
    return this.jid.split('/')[0]!;
  }

  receive(stanza: Element): void {
    // A real client answers pings by itself.
    if (stanza.name === 'iq' && stanza.attrs.type === 'get' && stanza.has('ping', ns.ping)) {
      this.sends(`<iq type='result' to='${stanza.attrs.from ?? ''}' id='${stanza.attrs.id ?? ''}'/>`);
      return;
    }
    this.received.push(tell(stanza));
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  sends(xml: string): void {
    this.#send(xml.replace(/^<(\w+)/, `<$1 from='${this.jid}'`));
  }

  /** The first stanza since `forget` that is wanted. */
  async gets(words: string, wanted: (told: Told) => boolean): Promise<Told> {
    const end = Date.now() + patience;
    for (;;) {
      const found = this.received.find(wanted);
      if (found !== undefined) return found;
      if (Date.now() > end) {
        const got = this.received.map(({ stanza }) => serialise(stanza)).join('\n');
        throw new Error(`${this.jid} awaited ${words} and got:\n${got}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  forget(): void {
    this.received.length = 0;
  }

  /** Enters and waits for the subject, which ends entering. @returns its own presence */
  async enters(room: string, nick: string, inside = ''): Promise<Told> {
    this.sends(`<presence to='${room}/${nick}'><x xmlns='${ns.muc}'>${inside}</x></presence>`);
    const own = await this.gets(
      `its own presence in ${room}`,
      ({ kind, codes, type, stanza }) =>
        kind === 'presence' && (type === 'error' || codes.includes(110)) && stanza.attrs.from === `${room}/${nick}`,
    );
    if (own.type === 'error') throw new Error(`${nick} was not let in: ${own.condition ?? ''}`);
    await this.gets(
      'the subject',
      ({ stanza }) => stanza.has('subject') && stanza.attrs.from?.startsWith(room) === true,
    );
    return own;
  }

  /** Makes a room and submits its form; without fields that accepts the defaults. */
  async makes(room: string, nick: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.enters(room, nick);
    const { condition } = await this.configures(room, fields);
    if (condition !== null) throw new Error(`${room} could not be configured: ${condition}`);
  }

  /** Submits the owner's form. */
  async configures(room: string, fields: Readonly<Record<string, string>>): Promise<Told> {
    const given = Object.entries(fields)
      .map(([name, value]) => `<field var='muc#roomconfig_${name}'><value>${value}</value></field>`)
      .join('');
    const type = `<field var='FORM_TYPE'><value>${ns.mucRoomConfig}</value></field>`;
    return this.asks(
      'set',
      room,
      `<query xmlns='${ns.mucOwner}'><x xmlns='${ns.dataForms}' type='submit'>${given === '' ? '' : type}${given}</x></query>`,
    );
  }

  /** An IQ with its answer, result or error. */
  async asks(type: 'get' | 'set', to: string, payload: string): Promise<Told> {
    const id = `q${(this.#count += 1)}`;
    this.sends(`<iq type='${type}' to='${to}' id='${id}'>${payload}</iq>`);
    return this.gets(`an answer of ${to}`, ({ kind, stanza }) => kind === 'iq' && stanza.attrs.id === id);
  }

  /** Changes roles or affiliations. */
  administers(room: string, items: string): Promise<Told> {
    return this.asks('set', room, `<query xmlns='${ns.mucAdmin}'>${items}</query>`);
  }

  says(room: string, text: string, more = ''): void {
    const id = `m${(this.#count += 1)}`;
    this.sends(`<message to='${room}' type='groupchat' id='${id}'><body>${text}</body>${more}</message>`);
  }

  hears(nick: string, body: string): Promise<Told> {
    return this.gets(`${nick}: ${body}`, (told) => told.kind === 'message' && told.nick === nick && told.body === body);
  }

  /** Presence of somebody. */
  sees(nick: string, wanted: (told: Told) => boolean = () => true): Promise<Told> {
    return this.gets(`presence of ${nick}`, (told) => told.kind === 'presence' && told.nick === nick && wanted(told));
  }

  /** Vanishes without a word. */
  goes(): void {
    this.onGoing();
  }
}
