'use strict';

// matrix-bot-sdk imports the native encryption library even where encryption is never used, and that library's install
// script downloads a binary, which fails offline and where install scripts are blocked. The gateway does not speak
// Megolm (an encrypted Matrix room gets a visible notice instead), so this package satisfies the import and fails
// loudly if anything ever tries to encrypt.

/** Members of these enums are read while matrix-bot-sdk is being imported. */
const enums = { StoreType: { Sled: 0, Sqlite: 1 } };

module.exports = new Proxy(enums, {
  get(target, name) {
    if (name in target || typeof name === 'symbol' || name === '__esModule' || name === 'then') return target[name];
    return class MatrixEncryptionAbsent {
      constructor() {
        throw new Error(
          `Matrix end-to-end encryption (${name}) is not part of mimi-gateway; do not enable the bridge's encryption option`,
        );
      }
    };
  },
});
