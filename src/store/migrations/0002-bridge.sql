-- 0002: what attached networks brought in and how far each was shown its rooms. Additive: the previous release keeps running.
CREATE TABLE bridge_seen (
  network    text   NOT NULL,
  identity   bytea  NOT NULL,  -- SHA-256 of the identity, which may be long
  seen_at    bigint NOT NULL,
  expires_at bigint,           -- NULL: a repetition is dropped for as long as the row is kept
  PRIMARY KEY (network, identity)
);

-- Handled rows go at once; what stays is waiting, or failed and kept for whoever looks into it.
CREATE TABLE bridge_inbox (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  network     text   NOT NULL,
  identity    bytea  NOT NULL,
  lane        text   NOT NULL,
  payload     bytea  NOT NULL,  -- sealed JSON: it holds what people wrote
  received_at bigint NOT NULL,
  error       text              -- NULL: waiting
);
CREATE INDEX bridge_inbox_waiting ON bridge_inbox (network, id) WHERE error IS NULL;

CREATE TABLE bridge_link (
  network     text   NOT NULL,
  room        text   NOT NULL,
  native_room text   NOT NULL,
  confirmed   bigint NOT NULL,  -- the network has confirmed the room's events up to this position
  PRIMARY KEY (network, room),
  UNIQUE (network, native_room)
);

CREATE TABLE bridge_native_id (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  network     text   NOT NULL,
  room        text   NOT NULL,
  native_id   text   NOT NULL,
  message_id  text,
  seq         bigint,
  recorded_at bigint NOT NULL,
  UNIQUE (network, room, native_id)
);
CREATE INDEX bridge_native_id_by_message ON bridge_native_id (network, room, message_id) WHERE message_id IS NOT NULL;
