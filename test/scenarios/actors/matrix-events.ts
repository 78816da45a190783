/** What a Matrix person can see, and how to ask for it. */

export interface TimelineEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly state_key?: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly unsigned?: Readonly<Record<string, unknown>>;
}

export interface Matcher {
  /** Completes "awaited: …" in a failure. */
  readonly describes: string;
  matches(event: TimelineEvent): boolean;
}

/** A message with exactly this text, or one that a pattern matches; `from` is a user id. */
export function message(o: { text: string | RegExp; from?: string; kind?: 'text' | 'emote' | 'notice' }): Matcher {
  return {
    describes: `${o.kind ?? 'message'} ${String(o.text)}${o.from === undefined ? '' : ` from ${o.from}`}`,
    matches(event) {
      const { body, msgtype } = event.content;
      if (event.type !== 'm.room.message' || typeof body !== 'string') return false;
      if (o.from !== undefined && event.sender !== o.from) return false;
      if (o.kind !== undefined && msgtype !== `m.${o.kind}`) return false;
      return typeof o.text === 'string' ? body === o.text : o.text.test(body);
    },
  };
}

/** A change of membership; `user` is a user id or the name shown. */
export function membership(o: {
  user: string;
  is: 'join' | 'leave' | 'ban' | 'invite' | 'knock';
  by?: string;
  reason?: string | RegExp;
}): Matcher {
  return {
    describes: `${o.is} of ${o.user}${o.by === undefined ? '' : ` by ${o.by}`}${o.reason === undefined ? '' : ` because "${String(o.reason)}"`}`,
    matches: (event) =>
      event.type === 'm.room.member' &&
      event.content.membership === o.is &&
      (event.state_key === o.user || shownName(event) === o.user) &&
      (o.by === undefined || event.sender === o.by) &&
      (o.reason === undefined || saysWhy(event, o.reason)),
  };
}

function saysWhy({ content }: TimelineEvent, reason: string | RegExp): boolean {
  if (typeof content.reason !== 'string') return false;
  return typeof reason === 'string' ? content.reason === reason : reason.test(content.reason);
}

/** `event` was redacted. */
export function redactionOf(eventId: string): Matcher {
  return {
    describes: `redaction of ${eventId}`,
    matches: (event) => event.type === 'm.room.redaction' && event.content.redacts === eventId,
  };
}

/** The power level of a user id became this. */
export function powerLevel(user: string, level: number): Matcher {
  return {
    describes: `power level ${level} of ${user}`,
    matches(event) {
      if (event.type !== 'm.room.power_levels') return false;
      const { users, users_default } = event.content as { users?: Record<string, number>; users_default?: number };
      return (users?.[user] ?? users_default ?? 0) === level;
    },
  };
}

/** Any state event of this type whose content has these fields. */
export function state(type: string, fields: Readonly<Record<string, unknown>>): Matcher {
  return {
    describes: `${type} with ${JSON.stringify(fields)}`,
    matches: (event) =>
      event.type === type &&
      event.state_key !== undefined &&
      Object.entries(fields).every(([key, value]) => JSON.stringify(event.content[key]) === JSON.stringify(value)),
  };
}

/** One line for a transcript. */
export function line(event: TimelineEvent): string {
  const { body, membership: is, reason, name, topic } = event.content;
  const because = typeof reason === 'string' ? ` (${reason})` : '';
  switch (event.type) {
    case 'm.room.message':
      return `<${event.sender}> ${String(body)}`;
    case 'm.room.member':
      return `* ${event.sender} made it "${String(is)}" for ${shownName(event) ?? ''} ${event.state_key ?? ''}${because}`;
    case 'm.room.redaction':
      return `* ${event.sender} redacted ${String(event.content.redacts)}${because}`;
    case 'm.room.name':
      return `* ${event.sender} named the room "${String(name)}"`;
    case 'm.room.topic':
      return `* ${event.sender} set the topic "${String(topic)}"`;
    case 'm.room.power_levels':
      return `* ${event.sender} set power levels ${JSON.stringify(event.content.users ?? {})}`;
    default:
      return `* ${event.sender} ${event.type}`;
  }
}

/** The name that a membership event gives, or the one before it: leave events often carry none. */
function shownName(event: TimelineEvent): string | undefined {
  const before = event.unsigned?.prev_content as { displayname?: string } | undefined;
  const now = event.content.displayname;
  return typeof now === 'string' ? now : before?.displayname;
}
