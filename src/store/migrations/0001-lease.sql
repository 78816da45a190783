-- 0001: who holds what for now, with an expiry and a fencing number. The first step: there is no previous release.
CREATE TABLE lease (
  name       text PRIMARY KEY,
  holder     bigint NOT NULL,  -- key of the advisory lock that the holder's connection keeps while it lives
  fence      bigint NOT NULL,  -- grows with every new holder: a write under an older number is refused
  expires_at bigint NOT NULL   -- milliseconds since 1970, by the database's clock
);
