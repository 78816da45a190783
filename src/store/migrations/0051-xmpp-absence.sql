-- 0051: since when guests on XMPP are away: those who stay away are removed together. Additive: the previous release keeps running.
CREATE TABLE xmpp_absence (
  room_jid text   NOT NULL,
  user_uri text   NOT NULL,
  since    bigint NOT NULL,
  PRIMARY KEY (room_jid, user_uri)
);
