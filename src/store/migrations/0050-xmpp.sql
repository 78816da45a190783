-- 0050: what the XMPP adapter keeps: rooms' XMPP-only settings, who is in a room, the service's secret.
-- Additive: the previous release keeps running.
CREATE TABLE xmpp_room (
  room_jid text  PRIMARY KEY,
  sealed   bytea NOT NULL  -- settings as JSON; sealed because a room's password is among them
);

-- Who is in a room: a restart of the gateway throws nobody out.
CREATE TABLE xmpp_occupant (
  room_jid  text   NOT NULL,
  full_jid  text   NOT NULL,
  nick      text   NOT NULL,
  user_uri  text   NOT NULL,
  presence  text   NOT NULL,  -- what the client says of itself, as XML
  joined_at bigint NOT NULL,
  PRIMARY KEY (room_jid, full_jid)
);

CREATE TABLE xmpp_secret (
  name   text  PRIMARY KEY,
  sealed bytea NOT NULL
);
