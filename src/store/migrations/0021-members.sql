-- 0021: hosted groups, what their members are about to send, and the archive of what became true. Additive: the previous release keeps running.

CREATE TABLE hosted_room (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uri        text   NOT NULL UNIQUE,
  group_uri  text   NOT NULL,              -- the present group
  state_name text   NOT NULL,              -- which row of hosted_state holds the present epoch
  state_at   bigint NOT NULL,              -- position of the log entry that began the present epoch
  cursor     bigint NOT NULL,              -- position of the last log entry that was taken in
  first_seq  bigint NOT NULL DEFAULT 1,    -- archive position where the room's present incarnation begins
  last_seq   bigint NOT NULL DEFAULT 0,
  last_at    bigint NOT NULL,              -- acceptance time of the newest event
  created_at bigint NOT NULL,
  destroyed  boolean NOT NULL DEFAULT false,
  fence      bigint NOT NULL DEFAULT 0     -- of the lease of the only writer; every write compares it
);

-- The present state, and those that commits under way would lead to: stored before the commit is submitted.
CREATE TABLE hosted_state (
  room_id bigint NOT NULL REFERENCES hosted_room,
  name    text   NOT NULL,                 -- hex of the commit's SHA-256; `0:` and the group's URI for a first epoch
  sealed  bytea  NOT NULL,
  PRIMARY KEY (room_id, name)
);

-- Key packages of hosted users who wait to be added.
CREATE TABLE hosted_arrival (
  room_id bigint NOT NULL REFERENCES hosted_room,
  ref     text   NOT NULL,
  sealed  bytea  NOT NULL,
  PRIMARY KEY (room_id, ref)
);

-- Generations of a leaf up to `reserved` may have been used; they are taken in blocks.
CREATE TABLE hosted_generation (
  room_id   bigint  NOT NULL REFERENCES hosted_room,
  group_uri text    NOT NULL,
  epoch     bigint  NOT NULL,
  leaf      integer NOT NULL,
  reserved  integer NOT NULL,
  PRIMARY KEY (room_id, group_uri, epoch, leaf)
);

-- Messages that are encrypted and not yet seen in the log: a retry sends the same bytes.
CREATE TABLE outgoing_message (
  cause      text  PRIMARY KEY,
  room_id    bigint NOT NULL REFERENCES hosted_room,
  hash       bytea NOT NULL,
  ciphertext bytea NOT NULL,
  sealed     bytea NOT NULL,               -- what it says
  UNIQUE (room_id, hash)
);

-- Attempts whose handshake is submitted or about to be.
CREATE TABLE hosted_attempt (
  cause       text   PRIMARY KEY,
  room_id     bigint NOT NULL REFERENCES hosted_room,
  user_uri    text   NOT NULL,             -- whom it is about
  type        text   NOT NULL,
  commit_name text,                        -- of the commit that does it; null: proposed, done by the commit that holds it
  detail      text   NOT NULL              -- JSON: origin, nickname
);
CREATE INDEX hosted_attempt_room ON hosted_attempt (room_id);

-- Outcomes that no archived event tells: refusals, and what was so already.
CREATE TABLE attempt_outcome (
  cause   text   PRIMARY KEY,
  outcome text   NOT NULL,                 -- JSON
  at      bigint NOT NULL
);

CREATE TABLE archive_event (
  room_id      bigint NOT NULL REFERENCES hosted_room,
  seq          bigint NOT NULL,            -- no gaps: cursors of networks rely on it
  type         text   NOT NULL,
  accepted_at  bigint NOT NULL,
  sender       text,
  message_id   text,                       -- of a message; of a retraction: its target
  log_position bigint,                     -- null: true in this gateway only
  cause        text,
  retracted    boolean NOT NULL DEFAULT false,
  sealed       bytea  NOT NULL,
  PRIMARY KEY (room_id, seq)
);
CREATE INDEX archive_event_cause ON archive_event (cause) WHERE cause IS NOT NULL;
CREATE UNIQUE INDEX archive_event_message ON archive_event (room_id, message_id) WHERE type IN ('message', 'recovered');
CREATE INDEX archive_event_time ON archive_event (room_id, accepted_at);

CREATE TABLE room_nickname (
  room_id  bigint NOT NULL REFERENCES hosted_room,
  user_uri text   NOT NULL,
  nickname text   NOT NULL,
  PRIMARY KEY (room_id, user_uri)
);
