-- 0022: when the keys of a room's hosted leaves were renewed last. Additive: the previous release keeps running.
ALTER TABLE hosted_room ADD COLUMN keys_renewed_at bigint NOT NULL DEFAULT 0;  -- milliseconds since 1970; 0: not yet
