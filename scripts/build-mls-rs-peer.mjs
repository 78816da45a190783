// The mls-rs peer of test/interop/mls-rs: prints the path of the program.
import { main } from './rust-peer.mjs';

await main({
  folder: 'mls-rs',
  program: 'mls-rs-peer',
  neededMinor: 91,
  hint: (output) =>
    /openssl-sys|pkg-config|libssl|openssl\/opensslv\.h/.test(output) && /error/i.test(output)
      ? 'mls-rs-peer needs the OpenSSL headers: install libssl-dev and pkg-config (Debian: apt install libssl-dev pkg-config) and run this again.'
      : null,
});
