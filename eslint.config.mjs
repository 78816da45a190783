import tseslint from 'typescript-eslint';

const core = [
  'src/identifiers/**/*.ts',
  'src/wire/**/*.ts',
  'src/content/**/*.ts',
  'src/policy/**/*.ts',
  'src/mls/**/*.ts',
];

export default tseslint.config(
  {
    ignores: ['dist/', 'node_modules/', '.cache/', 'packages/', 'test/vectors/', 'test/interop/', '**/*.mjs', 'docs/'],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 80, skipComments: true, skipBlankLines: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-literal-enum-member': 'off',
    },
  },
  {
    // The pure core gets clock and randomness as arguments, so that every test can be repeated.
    files: core,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time as an argument.' },
        { object: 'Math', property: 'random', message: 'Take randomness as an argument.' },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: 'The pure core does not wait.' },
        { name: 'fetch', message: 'The pure core does no I/O.' },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
