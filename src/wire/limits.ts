/**
 * Longest bodies, in octets; larger ones are answered with 413 before anything is parsed (PV-12). `small`: requests that
 * hold names, keys and a certificate chain. `medium`: messages and reports. `large`: what grows with a room; a tree of
 * 10,000 members with basic credentials takes about 5 MiB. A tree of blank nodes takes sixteen times its encoding in
 * memory until it is refused, so this must stay moderate.
 */
export const bodyLimits = { small: 0x1_0000, medium: 0x10_0000, large: 0x80_0000 } as const;

/**
 * Most clients of one user, conditions of a query (each is asked of every user), users in one answer to it, cipher suites
 * that somebody takes (each is tried), and receivers of one handshake beside the members.
 *
 * `messages`: MLS messages in one body, those of all events and proposals together. A body may hold 300,000 of 26 octets,
 * which take 20 times as much in memory once they are read. Messages that say something have some 300 octets and more, so
 * that a body of the shortest of them holds about 4.8 MB; a hub that has more to say says it in several requests.
 */
export const listLimits = {
  clients: 1000,
  conditions: 32,
  profiles: 1000,
  cipherSuites: 256,
  receivers: 256,
  messages: 0x4000,
} as const;
