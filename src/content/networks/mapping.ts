/**
 * What is mapped to what: each thing that people say, its form in MIMI and in each network, and what stands there for
 * readers who can't see it. The guide's tables are made of it, and a test goes through it line by line (FX-28).
 */
import type { ShowableFeature } from './contract.ts';

/**
 * How much of it arrives: `kept` comes back as it was; `partly` loses what is said in the form; `text` is a readable text
 * only.
 */
export type Keeping = 'kept' | 'partly' | 'text';

/** A network's form, in the words of its specification. */
export interface NetworkForm {
  readonly form: string;
  readonly keeping: Keeping;
}

/** One thing that people say. */
export interface Mapped {
  readonly said: string;
  /** Of draft-ietf-mimi-content where no other source is named. */
  readonly mimi: string;
  readonly matrix: NetworkForm;
  readonly xmpp: NetworkForm;
  /** What a reader has to be able to show; null for what everybody can read. */
  readonly needs: ShowableFeature | null;
  /** What other readers see; null where there is no such reader. */
  readonly otherwise: string | null;
}

const kept = (form: string): NetworkForm => ({ form, keeping: 'kept' });
const partly = (form: string): NetworkForm => ({ form, keeping: 'partly' });
const asText = (form: string): NetworkForm => ({ form, keeping: 'text' });

const everybody = { needs: null, otherwise: null } as const;

export const mapping = {
  text: {
    said: 'text',
    mimi: '`text/plain`',
    matrix: kept('`m.text`; what is too long for one event is several'),
    xmpp: kept('`<body/>`; what is too long for one stanza is several'),
    ...everybody,
  },
  formatted: {
    said: 'bold, italic, struck out, code',
    mimi: '`text/markdown;variant=GFM-MIMI`',
    matrix: kept('`org.matrix.custom.html`'),
    xmpp: kept('signs of XEP-0393 where they are read as such, and XEP-0394'),
    needs: 'formatted',
    otherwise: 'the text without signs',
  },
  blocks: {
    said: 'headings, lists, task lists, tables',
    mimi: '`text/markdown;variant=GFM-MIMI`',
    matrix: kept('`org.matrix.custom.html`; boxes of tasks are `☐` and `☑`'),
    xmpp: asText('lines with bullets, numbers and `|`; headings are bold'),
    needs: 'formatted',
    otherwise: 'the same lines without signs',
  },
  quote: {
    said: 'quoted lines, blocks of code',
    mimi: '`text/markdown;variant=GFM-MIMI`',
    matrix: kept('`<blockquote>`, `<pre><code>`'),
    xmpp: partly('blocks of XEP-0393; the language of code is lost'),
    needs: 'formatted',
    otherwise: 'lines behind `>`; code as it is',
  },
  looks: {
    said: 'underlined, raised, lowered, hidden or coloured text',
    mimi: 'emphasis; `x²`, `x^(…)`; `||…||`; colours have no form',
    matrix: partly('`<em>` and those signs'),
    xmpp: partly('those signs'),
    needs: 'formatted',
    otherwise: 'the same without emphasis',
  },
  link: {
    said: 'a link whose text is not its target',
    mimi: 'a link of Markdown',
    matrix: kept('`<a>`, with the target behind the text; text where clients would show it as a mention'),
    xmpp: asText('the text with the target behind it'),
    ...everybody,
  },
  emote: {
    said: 'emote, `/me …`',
    mimi: 'text with `/me`, and an extension of our own',
    matrix: kept('`m.emote`'),
    xmpp: kept('`/me …` (XEP-0245)'),
    ...everybody,
  },
  notice: {
    said: 'notice of a bot',
    mimi: 'text, and an extension of our own',
    matrix: kept('`m.notice`'),
    xmpp: asText('ordinary text'),
    ...everybody,
  },
  languages: {
    said: 'the same in several languages',
    mimi: 'parts with languages, of which one is chosen',
    matrix: partly('one language, as the room prefers'),
    xmpp: kept('a `<body xml:lang/>` each'),
    ...everybody,
  },
  mention: {
    said: 'a mention of somebody in the room',
    mimi: 'a link to the user’s URI',
    matrix: kept('`m.mentions` and a link of `matrix.to`'),
    xmpp: kept('XEP-0372, and the nick in the text'),
    needs: 'mentions',
    otherwise: 'the name in the text',
  },
  outsider: {
    said: 'a mention of somebody who is not in the room',
    mimi: 'a link to the user’s URI',
    matrix: asText('a plain link'),
    xmpp: asText('the text with the URI behind it'),
    ...everybody,
  },
  everybody: {
    said: 'a mention of everybody',
    mimi: 'a link to the room’s URI',
    matrix: kept('`m.mentions.room` where the sender may, else text'),
    xmpp: asText('text'),
    ...everybody,
  },
  reply: {
    said: 'an answer',
    mimi: '`inReplyTo`',
    matrix: kept('`m.in_reply_to`'),
    xmpp: kept('XEP-0461, with quoted lines as a fallback (XEP-0428)'),
    needs: 'replies',
    otherwise: 'a line before it that quotes up to three of its lines, never quotations of quotations',
  },
  thread: {
    said: 'a thread',
    mimi: '`topicId`',
    matrix: kept('`m.thread`'),
    xmpp: kept('`<thread/>` (XEP-0201)'),
    needs: 'threads',
    otherwise: 'an answer to the first message',
  },
  edit: {
    said: 'an edit',
    mimi: '`replaces`, and the new body',
    matrix: kept('`m.replace`; somebody else’s, and a text in place of a sticker or poll, is a message that says so'),
    xmpp: kept('XEP-0308'),
    needs: 'edits',
    otherwise: '“Edited:” and the new text',
  },
  deletion: {
    said: 'a deletion',
    mimi: '`replaces` without a body',
    matrix: kept('redaction'),
    xmpp: kept('XEP-0424; by a moderator XEP-0425'),
    needs: 'deletions',
    otherwise: '“A message was deleted”, by whom where it was a moderator; nothing of what it said',
  },
  deletionReason: {
    said: 'why something is deleted',
    mimi: 'an extension of our own, on the message that deletes (§4.3)',
    matrix: kept('`reason` of the redaction'),
    xmpp: partly(
      '`<reason/>` of XEP-0425; XEP-0424 has none, so that only the text of an author’s own deletion has it',
    ),
    needs: 'deletions',
    otherwise: 'behind “A message was deleted”',
  },
  reaction: {
    said: 'a reaction',
    mimi: 'a part with disposition `reaction`',
    matrix: kept('`m.annotation`, one event each'),
    xmpp: kept('XEP-0444, the sender’s full set'),
    needs: 'reactions',
    otherwise: '“Reaction: …”',
  },
  unlikeOfAnother: {
    said: 'a reaction that a moderator takes away',
    mimi: '`replaces` without a body, disposition `reaction`',
    matrix: kept('redaction'),
    xmpp: asText('“Reaction of … withdrawn: …”: XEP-0425 takes messages away, not what is in a set'),
    ...everybody,
  },
  pictureReaction: {
    said: 'a picture as a reaction',
    mimi: 'a picture with disposition `reaction`',
    matrix: kept('`m.annotation` with an `mxc:` key (MSC4027)'),
    xmpp: asText('“Reaction: …” with what the picture is'),
    needs: 'reactions',
    otherwise: '“Reaction: …” with what the picture is',
  },
  file: {
    said: 'picture, film, sound, file, with a caption',
    mimi: 'an ExternalPart with disposition `inline` or `attachment`',
    matrix: kept('`m.image`, `m.video`, `m.audio`, `m.file`'),
    xmpp: kept('XEP-0447 with XEP-0446, and XEP-0066 for older clients; the caption is a text'),
    needs: 'files',
    otherwise: 'its description, name, type and size, with a link where there is one',
  },
  measures: {
    said: 'width, height, length and small picture of a file',
    mimi: 'AV metadata (draft-mahy-mimi-av-metadata)',
    matrix: kept('`info`'),
    xmpp: kept('XEP-0446, XEP-0264'),
    needs: 'files',
    otherwise: 'the line about the file',
  },
  voice: {
    said: 'a voice message',
    mimi: 'a sound, and an extension of our own',
    matrix: kept('MSC3245'),
    xmpp: partly('a sound with its length'),
    needs: 'files',
    otherwise: 'the line about the file',
  },
  sticker: {
    said: 'a sticker',
    mimi: 'a picture, with the network’s own form beside it',
    matrix: kept('`m.sticker` from Matrix, else `m.image`'),
    xmpp: kept('XEP-0449 from XMPP, else a picture'),
    needs: 'files',
    otherwise: 'the line about the file',
  },
  location: {
    said: 'a place',
    mimi: 'text with a `geo:` link, with the network’s own form beside it',
    matrix: kept('`m.location` from Matrix, else text'),
    xmpp: kept('XEP-0080 and text'),
    ...everybody,
  },
  poll: {
    said: 'a poll',
    mimi: 'question and answers as text, with the network’s own form beside it',
    matrix: kept('`m.poll.start` from Matrix, else text'),
    xmpp: asText('question and answers'),
    ...everybody,
  },
  conference: {
    said: 'an invitation to a conference',
    mimi: 'a part with disposition `session`',
    matrix: asText('what it is, and the link'),
    xmpp: kept('XEP-0482, with the same text as a body'),
    ...everybody,
  },
  expiry: {
    said: 'a message that expires',
    mimi: '`expires`',
    matrix: kept('fields that some clients know'),
    xmpp: kept('XEP-0466'),
    needs: 'expiry',
    otherwise: 'a message like any other',
  },
  read: {
    said: 'what was read',
    mimi: '`application/mimi-message-status` (draft-mahy-mimi-message-status)',
    matrix: partly('a receipt, for the newest message that was read'),
    xmpp: partly('XEP-0333, for the newest message that was read'),
    ...everybody,
  },
  unknown: {
    said: 'content of a type that nobody here knows',
    mimi: 'any part',
    matrix: asText('one line about it'),
    xmpp: asText('one line about it'),
    ...everybody,
  },
  differing: {
    said: 'alternatives that say quite different things',
    mimi: 'parts of which one is chosen',
    matrix: asText('the one that is chosen, and a line that says so'),
    xmpp: asText('the one that is chosen, and a line that says so'),
    ...everybody,
  },
} as const satisfies Readonly<Record<string, Mapped>>;

export type MappedThing = keyof typeof mapping;
