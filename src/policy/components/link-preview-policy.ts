import { InvalidPolicy } from '../invalid-policy.ts';
import type { LinkPreviewPolicy } from './contract.ts';
import { codecOf, optionality } from './presentation.ts';
import { checkUri, readUriVector, writeUriVector } from './uri.ts';

function check({ autodetectHyperlinks, proxyUse, proxy }: LinkPreviewPolicy): void {
  if (autodetectHyperlinks === 'required') {
    throw new InvalidPolicy('link-previews', 'autodetect_hyperlinks_in_text is never mandatory');
  }
  if ((proxyUse === 'forbidden') !== (proxy === '')) {
    throw new InvalidPolicy('link-previews', 'link_preview_proxy is named exactly when a proxy may be used');
  }
  if (proxy !== '') checkUri('link-previews', 'link_preview_proxy', proxy);
}

/** Component 0x002B, LinkPreviewPolicy (draft-ietf-mimi-room-policy §6.3). Nothing follows on forbidden (WF-06). */
export const linkPreviewPolicy = codecOf<LinkPreviewPolicy>(
  (writer, policy) => {
    optionality.write(writer, policy.autodetectHyperlinks);
    optionality.write(writer, policy.sendPreviews);
    optionality.write(writer, policy.automaticPreviews);
    optionality.write(writer, policy.proxyUse);
    if (policy.proxyUse !== 'forbidden') writeUriVector(writer, policy.proxy);
  },
  (reader) => {
    const [autodetectHyperlinks, sendPreviews] = [optionality.read(reader), optionality.read(reader)];
    const [automaticPreviews, proxyUse] = [optionality.read(reader), optionality.read(reader)];
    const proxy = proxyUse === 'forbidden' ? '' : readUriVector(reader, 'link-previews', 'link_preview_proxy');
    return { autodetectHyperlinks, sendPreviews, automaticPreviews, proxyUse, proxy };
  },
  check,
);
