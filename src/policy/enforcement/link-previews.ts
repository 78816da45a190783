import type { LinkPreviewPolicy, Optionality } from '../components/contract.ts';
import { componentDefaults } from '../components/defaults.ts';

/** What becomes of the links of a message that is to be sent. */
export interface OutgoingLinks {
  /** Whether text that looks like a link is made one. */
  readonly autodetect: boolean;
  /** The previews that the author's client made: sent along, taken out, or made now because the room wants them. */
  readonly previews: 'keep' | 'strip' | 'make';
}

const decided = (mode: Optionality, wanted: boolean): boolean => mode === 'required' || (mode === 'optional' && wanted);

/** draft-ietf-mimi-room-policy §6.3 for who sends (PC-04). @param message what the author's client did and would do */
export function outgoingLinks(
  policy: LinkPreviewPolicy | undefined,
  message: { readonly hasPreviews: boolean; readonly autodetects: boolean },
): OutgoingLinks {
  const { autodetectHyperlinks, sendPreviews } = policy ?? componentDefaults.linkPreviews;
  const missing = sendPreviews === 'required' && !message.hasPreviews;
  const previews = sendPreviews === 'forbidden' ? 'strip' : missing ? 'make' : 'keep';
  return { autodetect: decided(autodetectHyperlinks, message.autodetects), previews };
}

/** How a receiver, or a sender that makes a preview, gets the page. null: no preview is made. */
export type PreviewFetch =
  | { readonly through: 'proxy'; readonly proxy: string }
  | { readonly through: 'direct' }
  | null;

/**
 * §6.3 for who receives: whether it makes previews by itself, and whether through the room's proxy.
 * @param wanted the user's settings: making previews, and preferring the proxy where it is free to
 */
export function previewFetch(
  policy: LinkPreviewPolicy | undefined,
  wanted: { readonly previews: boolean; readonly proxy: boolean },
): PreviewFetch {
  const { automaticPreviews, proxyUse, proxy } = policy ?? componentDefaults.linkPreviews;
  if (!decided(automaticPreviews, wanted.previews)) return null;
  return decided(proxyUse, wanted.proxy) ? { through: 'proxy', proxy } : { through: 'direct' };
}
