-- 0020: rooms owned by this hub, their MLS groups, and the log of each room. Additive: the previous release keeps running.

CREATE TABLE room (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uri              text   NOT NULL UNIQUE,
  created_at       bigint NOT NULL,             -- of the present incarnation; milliseconds since 1970
  destroyed_at     bigint,                      -- a destroyed room's name is free; its row and log go on when it is made again
  version          bigint NOT NULL DEFAULT 0,   -- grows with each change that decisions rest on; writers compare it
  log_length       bigint NOT NULL DEFAULT 0,
  last_accepted_at bigint NOT NULL
);

CREATE TABLE room_group (
  room_id    bigint  NOT NULL REFERENCES room,
  number     integer NOT NULL,
  uri        text    NOT NULL UNIQUE,           -- never used twice, not even by another room
  is_current boolean NOT NULL,
  epoch      bigint  NOT NULL,
  started_at bigint  NOT NULL,
  state      bytea   NOT NULL,                  -- public group: tree, GroupContext, pending proposals; no secrets
  group_info bytea   NOT NULL,
  PRIMARY KEY (room_id, number)
);
CREATE UNIQUE INDEX room_group_current ON room_group (room_id) WHERE is_current;

CREATE TABLE room_log (
  room_id     bigint NOT NULL REFERENCES room,
  position    bigint NOT NULL,                  -- no gaps: every cursor relies on it
  kind        text   NOT NULL CHECK (kind IN ('commit', 'proposal', 'message', 'destroyed')),
  accepted_at bigint NOT NULL,
  hash        bytea  NOT NULL,                  -- SHA-256 of content
  content     bytea  NOT NULL,
  welcome     bytea,
  sender      text,
  source      text   NOT NULL,
  PRIMARY KEY (room_id, position),
  UNIQUE (room_id, hash)
);

CREATE TABLE hub_key (
  purpose    text  PRIMARY KEY,
  public_key bytea NOT NULL,
  sealed     bytea NOT NULL
);
