import { describe, expect, it } from 'vitest';
import { parseDomain } from '../../../src/identifiers/index.ts';
import { checkAssetSource, ohttpMediaTypes, parseAssetUrl } from '../../../src/wire/index.ts';
import { ruleOf } from './strictness.ts';

describe('asset URLs', () => {
  it('are https URLs of a domain', () => {
    expect(parseAssetUrl('https://assets.example/a/b?c=d').href).toBe('https://assets.example/a/b?c=d');
  });

  it('go through Oblivious HTTP by the media types of RFC 9458 §9', () => {
    expect(ohttpMediaTypes).toEqual({
      request: 'message/ohttp-req',
      response: 'message/ohttp-res',
      keys: 'application/ohttp-keys',
    });
  });

  it('AD-06: name no machine of the proxy and no port', () => {
    const refused = [
      'http://assets.example/a',
      'https://127.0.0.1/a',
      'https://2130706433/a',
      'https://0x7f.1/a',
      'https://[::1]/a',
      'https://assets.example:8443/a',
      'https://user@assets.example/a',
      'https://assets.example/a#b',
      'https://assets.example\\@evil.example/a',
      'https://assets.example/a b',
      'file:///etc/passwd',
      'mimi://assets.example/u/a',
      'https://',
      '',
    ];
    for (const url of refused)
      expect(
        ruleOf(() => parseAssetUrl(url)),
        url,
      ).toBe('asset-url');
  });

  it('AD-06: are fetched from the asset domains of peers only', () => {
    const domains = new Set([parseDomain('assets.example')]);
    const from = (url: string) => ruleOf(() => checkAssetSource(parseAssetUrl(url), domains));
    expect(from('https://assets.example/a')).toBe('accepted');
    expect(from('https://ASSETS.example/a')).toBe('accepted');
    expect(from('https://evil.example/a')).toBe('asset-url');
    expect(from('https://a.assets.example/a')).toBe('asset-url');
    expect(from('https://assets.example.evil.example/a')).toBe('asset-url');
  });
});
