// Who may import whom. `npm run check:boundaries` runs it and fails when no module was read at all.
const core = '^src/(identifiers|wire|content|policy|mls)/';
/** CommonMark and HTML as trees: the only packages of the core, and only where text is formatted. */
const markupPackages = '^node_modules/(mdast|hast|micromark|unist)-?[^/]*/|^node_modules/@types/(mdast|hast|unist)/';

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'a folder or file that needs its own user is two concepts in one',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-imports-core-only',
      comment: 'identifiers, wire, content, policy and mls take values and return values',
      severity: 'error',
      from: { path: core, pathNot: '^src/content/' },
      to: { dependencyTypesNot: ['core'], pathNot: core },
    },
    {
      name: 'content-imports-markup-packages-only',
      severity: 'error',
      from: { path: '^src/content/' },
      to: { dependencyTypesNot: ['core'], pathNot: [core, markupPackages] },
    },
    {
      name: 'core-does-no-io',
      severity: 'error',
      from: { path: core },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'crypto-only-where-it-belongs',
      severity: 'error',
      from: { path: core, pathNot: '^src/(mls/suites|identifiers|policy/claims|content/codec|wire/franking)/' },
      to: { path: '^(node:)?crypto$' },
    },
    {
      name: 'layers-identifiers',
      severity: 'error',
      from: { path: '^src/identifiers/' },
      to: { path: '^src/(?!identifiers/)' },
    },
    { name: 'layers-mls', severity: 'error', from: { path: '^src/mls/' }, to: { path: '^src/(?!(identifiers|mls)/)' } },
    {
      name: 'layers-policy',
      severity: 'error',
      from: { path: '^src/policy/' },
      to: { path: '^src/(?!(identifiers|mls|policy)/)' },
    },
    {
      name: 'layers-wire',
      severity: 'error',
      from: { path: '^src/wire/' },
      to: { path: '^src/(?!(identifiers|mls|policy|wire)/)' },
    },
    {
      name: 'layers-content',
      severity: 'error',
      from: { path: '^src/content/' },
      to: { path: '^src/(?!(identifiers|content)/)' },
    },
    {
      name: 'src-knows-no-network',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^bridges/' },
    },
    {
      name: 'hub-knows-no-bridge',
      severity: 'error',
      from: { path: '^src/(hub|provider|store)/' },
      to: { path: '^src/(members|bridge)/' },
    },
    {
      name: 'networks-stay-apart',
      severity: 'error',
      from: { path: '^bridges/([^/]+)/' },
      to: { path: '^bridges/', pathNot: '^bridges/$1/' },
    },
    {
      name: 'by-the-front-door',
      severity: 'error',
      from: { path: '^(src|bridges)/([^/]+)/' },
      to: { path: '^(src|bridges)/[^/]+/.+', pathNot: ['^$1/$2/', '^(src|bridges)/[^/]+/(index|contract)\\.ts$'] },
    },
    {
      name: 'no-orphan-packages',
      severity: 'error',
      from: { path: '^(src|bridges)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'], pathNot: '^node_modules/@types/(mdast|hast)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
