/**
 * Longest bodies, in octets; larger ones are answered with 413 before anything is parsed (PV-12). `small`: requests that
 * hold names, keys and a certificate chain. `medium`: messages and reports. `large`: what grows with a room or with a
 * user's clients; a tree of 10,000 members with basic credentials takes about 6 MiB. A tree of blank nodes only takes
 * some sixteen times its encoding in memory until it is refused, so this must stay moderate.
 */
export const bodyLimits = { small: 0x1_0000, medium: 0x40_0000, large: 0x100_0000 } as const;
