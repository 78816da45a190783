/**
 * `credential_type` of a claim. X.509 is RFC 9420 §17.5's. JWT, CWT and our own claims of a user URI have no code point yet
 * and stand in the private range (decision WF-01).
 */
export const claimSources = { x509: 0x0002, jwt: 0xf0c1, cwt: 0xf0c2, userUri: 0xf0c3 } as const;

/** Claims of one credential are few: what says more is no credential of a person. */
export const mostClaims = 1024;

/** Octets of a credential that is looked into at all. */
export const mostOctets = 65_536;
