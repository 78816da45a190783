/**
 * Content: `application/mimi-content` (draft-ietf-mimi-content-08) as values, strictly in and out, and what becomes of
 * it in networks.
 *
 * codec/ is the whole structure over a deterministic CBOR of its own, extensions/ what the known extensions say, and
 * status/ the reports about messages. message.ts makes a message of a draft and takes one in, nonsense.ts judges what
 * arrived, timeline/ folds all that was received into what is shown, and profile/ into what users say of themselves;
 * readable-text.ts is what becomes of everything that has no reading of its own.
 *
 * matrix/ and xmpp/ turn what users of a network send into drafts, and messages into what the network shows, by way of
 * parts/ (what of a message a network uses), markup/ (formatted text), links/ and fallbacks/. Whoever renders for
 * something else starts from those four, each under its own name: parts.readParts, then markup.toHtml or markup.toPlain;
 * `mapping` says what Matrix and XMPP make of each thing.
 * @module
 */
export type * from './contract.ts';
export { dispositions } from './contract.ts';
export type * from './extensions/contract.ts';
export type * from './matrix/contract.ts';
export type * from './networks/contract.ts';
export type * from './profile/contract.ts';
export { momentKinds } from './profile/contract.ts';
export type * from './status/contract.ts';
export { messageStatuses } from './status/contract.ts';
export type * from './timeline/contract.ts';
export type * from './xmpp/contract.ts';
export { contentLimit, decodeContent, encodeContent } from './codec/content.ts';
export { decodeDerivedValues, encodeDerivedValues } from './codec/derived-values.ts';
export { languageTags } from './codec/language.ts';
export { parseMediaType } from './codec/media-type.ts';
export type { MediaType } from './codec/media-type.ts';
export { deriveSalt, frankingTag } from './codec/salt.ts';
export { extensionKeys, knownExtensions, writeExtensions } from './extensions/known.ts';
export * as fallbacks from './fallbacks/index.ts';
export { InvalidContent } from './invalid-content.ts';
export type { ContentRule } from './invalid-content.ts';
export * as links from './links/index.ts';
export * as markup from './markup/index.ts';
export { draftsOfMatrixEvent, matrixEventsOf, matrixEventType, reportsOfMatrixReceipts } from './matrix/index.ts';
export type { ReadReport } from './matrix/index.ts';
export { composeMessage, draftOf, encodeRetraction, encodeText, readMessage, receiveMessage } from './message.ts';
export type { EncodedMessage } from './message.ts';
export { mapping } from './networks/mapping.ts';
export type { Keeping, Mapped, MappedThing, NetworkForm } from './networks/mapping.ts';
export { judgeMessage } from './nonsense.ts';
export type { ArrivalFacts, Judgement, NonsenseRule } from './nonsense.ts';
export { indexedParts } from './part-index.ts';
export type { IndexedPart } from './part-index.ts';
export * as parts from './parts/index.ts';
export { decodeMoments, isMoment, momentDraft, momentMediaType, momentsOf } from './profile/moments.ts';
export { profileDraft, profilesOf } from './profile/profiles.ts';
export { readableLine } from './readable-text.ts';
export { batchStatuses, decodeStatusReport, encodeStatusReport, statusMediaType } from './status/status-report.ts';
export { applyReport, isMeaningful, statusName } from './status/transitions.ts';
export { dueAt } from './timeline/expiry.ts';
export { foldTimeline } from './timeline/fold-timeline.ts';
export { isReaction, reactionKey, reactionParts } from './timeline/reactions.ts';
export { topicsOf } from './timeline/topics.ts';
export type { Topic } from './timeline/topics.ts';
export { draftsOfStanza, stanzasOf, xmppStanzaType } from './xmpp/index.ts';
