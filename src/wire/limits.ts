/**
 * Longest bodies, in octets; larger ones are answered with 413 before anything is parsed (PV-12). `small`: requests that
 * hold names, keys and a certificate chain. `medium`: messages and reports. `large`: what grows with a room or with a
 * user's clients; a tree of 10,000 members with post-quantum keys takes about 40 MiB.
 */
export const bodyLimits = { small: 0x1_0000, medium: 0x40_0000, large: 0x400_0000 } as const;
