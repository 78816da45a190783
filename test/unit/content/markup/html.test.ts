import { describe, expect, it } from 'vitest';
import { fromHtml, fromXhtml, toHtml, toMarkdown, toPlain, usersLinked } from '../../../../src/content/markup/index.ts';
import type { Markup, XhtmlElement } from '../../../../src/content/markup/index.ts';

const show = { mention: () => null, image: () => null };

function read(html: string): Markup {
  const markup = fromHtml(html);
  expect(markup).not.toBeNull();
  return markup ?? { type: 'root', children: [] };
}

describe('HTML of messages', () => {
  it.each([
    ['<b>b</b> <strong>s</strong> <i>i</i> <em>e</em>', '**b** **s** _i_ _e_'],
    ['<del>d</del> <s>s</s> <strike>t</strike>', '~~d~~ ~~s~~ ~~t~~'],
    ['<u>under</u>', '_under_'],
    ['10<sup>5</sup> H<sub>2</sub>O x<sup>ab</sup> y<sub>i</sub>', '10⁵ H₂O x^(ab) y\\_(i)'],
    ['<p>a</p><p>b<br>c</p>', 'a\n\nb\\\nc'],
    ['<h2>T</h2>text<hr/>', '## T\n\ntext\n\n---'],
    ['<blockquote><p>q</p></blockquote>r', '> q\n\nr'],
    ['<ul><li>a<li>b<ul><li>c</ul></ul>', '- a\n- b\n  - c'],
    ['<ol start="3"><li>a</li></ol>', '3. a'],
    ['<ul><li><input type="checkbox" checked>a</li><li>☐ b</li></ul>', '- [x] a\n- [ ] b'],
    ['<pre><code class="language-ts">a &lt; b\n  c</code></pre>', '```ts\na < b\n  c\n```'],
    ['<code>a\n b</code>', '`a b`'],
    [
      '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>',
      '| a | b |\n| - | - |\n| 1 | 2 |',
    ],
    ['<details><summary>Sum</summary>rest</details>', '**Sum**\n\nrest'],
    ['<span data-mx-spoiler>boo</span>', '||boo||'],
    ['<span data-mx-spoiler="the end">boo</span>', '||(the end) boo||'],
    ['<font color="#ff0000" data-mx-bg-color="#00ff00">red</font>', 'red'],
    ['<mx-reply><blockquote>old words</blockquote></mx-reply>new', 'new'],
    ['<q>said</q>', '“said”'],
    ['<b> wide </b>open', '**wide** open'],
    ['  a \n\n b  <b> </b> c ', 'a b c'],
    ['<em><p>a</p><p>b</p></em>', '_a_\n\n_b_'],
    ['un<b>believ</b>able', 'un**believ**able'],
    ['<dl><dt>t</dt><dd>d</dd></dl>', '**t**\n\nd'],
    ['<b><i>x</b></i>', '**_x_**'],
    ['a &lt;b&gt; &amp;amp;', 'a &lt;b> \\&amp;'],
  ])('FX-02: %j is %j in Markdown', (html, expected) => {
    expect(toMarkdown(read(html))).toBe(expected);
  });

  it.each([
    '<script>alert(1)</script>ok',
    '<style>*{display:none}</style>ok',
    '<p onclick="alert(1)" style="position:fixed">ok</p>',
    '<a href="javascript:alert(1)">ok</a>',
    '<a href="data:text/html,x">ok</a>',
    '<a href="  java\nscript:alert(1)">ok</a>',
    '<iframe src="https://evil.example"></iframe>ok',
    '<svg><script>alert(1)</script></svg>ok',
    '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>ok',
    '<object data="x"></object><embed src=x>ok',
    '<form action="https://evil.example"><button>ok</button></form>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">ok</noscript>ok',
    '<base href="https://evil.example/"><meta http-equiv=refresh content=0>ok',
    '<template><script>alert(1)</script></template>ok',
    '<video autoplay src="https://evil.example"></video>ok',
  ])('FX-02 FX-26: nothing of %j acts', (html) => {
    const shown = toHtml(read(html), show);
    expect(shown).toMatch(/^(<p>(ok|okok)<\/p>)?$/);
    for (const name of ['script', 'style', 'on', 'javascript', 'data:', 'iframe', 'form', 'base', 'evil.example/"']) {
      expect(
        shown
          .split('<')
          .slice(1)
          .some((tag) => tag.startsWith(name)),
      ).toBe(false);
    }
    expect(shown).not.toMatch(/<[^>]*(javascript|data:|on[a-z]+=)/);
  });

  it('FX-26: a picture from anywhere is a link whose target is seen', () => {
    const markup = read('<img src="https://tracker.example/1.gif" alt="cat"><img src="mxc://example.org/a" alt="dog">');
    expect(toHtml(markup, show)).toBe(
      '<p><a href="https://tracker.example/1.gif">cat (https://tracker.example/1.gif)</a>[dog]</p>',
    );
    expect(toHtml(markup, { ...show, image: (url) => url })).toContain('<img src="mxc://example.org/a" alt="dog" />');
  });

  it('FX-26: a flag that a gateway put behind a link is taken off again, so that it never stands there twice', () => {
    const url = 'https://example.com/';
    const shown = toHtml(read(`<a href="${url}">here</a>`), show);
    expect(shown).toBe(`<p><a href="${url}">here (${url})</a></p>`);
    expect(toHtml(read(shown), show)).toBe(shown);
    expect(toPlain(read(shown))).toBe(`here (${url})`);
    expect(toMarkdown(read(shown))).toBe(`[here](${url})`);
  });

  it('CF-16: a mention is a link to a user, shown as the network names that user', () => {
    const alice = 'mimi://example.com/u/alice-smith';
    const markup = read(`<p>Kudos to <a href="${alice}">@Alice Smith</a></p>`);
    expect(usersLinked(markup)).toEqual([alice]);
    const mention = () => ({ text: 'Alice', href: 'https://matrix.to/#/@alice:example.org' });
    expect(toHtml(markup, { ...show, mention })).toBe(
      '<p>Kudos to <a href="https://matrix.to/#/@alice:example.org">Alice</a></p>',
    );
    expect(toHtml(markup, show)).toContain(`>@Alice Smith (${alice})</a>`);
  });

  it('FX-02: one link around many blocks never makes much of little', () => {
    const html = `<a href="https://example.com/${'x'.repeat(8000)}">${'<p>a</p>'.repeat(600)}</a>`;
    const shown = toHtml(read(html), show);
    expect(shown.length).toBeLessThan(400_000);
  });

  it('FX-02: XHTML-IM is read like HTML', () => {
    const body: XhtmlElement = {
      name: 'body',
      attrs: {},
      children: [
        {
          name: 'p',
          attrs: { style: 'color:red' },
          children: [
            'Hi ',
            { name: 'strong', attrs: {}, children: ['Bob'] },
            ' ',
            { name: 'a', attrs: { href: 'https://example.com/' }, children: ['x'] },
          ],
        },
        { name: 'script', attrs: {}, children: ['alert(1)'] },
        { name: 'ul', attrs: {}, children: [{ name: 'li', attrs: {}, children: ['one'] }] },
      ],
    };
    const markup = fromXhtml(body);
    expect(markup && toMarkdown(markup)).toBe('Hi **Bob** [x](https://example.com/)\n\n- one');
  });

  it('FX-02: XHTML that is too deep or too large is not read', () => {
    let deep: XhtmlElement = {
      name: 'b',
      attrs: {},
      children: ['x'],
    };
    for (let depth = 0; depth < 200_000; depth += 1) deep = { name: 'b', attrs: {}, children: [deep] };
    expect(fromXhtml(deep)).toBeNull();
    expect(fromXhtml({ name: 'body', attrs: {}, children: ['x'.repeat(70_000)] })).toBeNull();
  });
});
