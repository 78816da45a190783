-- 0040: ghosts and portal rooms of the attached homeserver. Additive: the previous release keeps running.

-- A ghost stands here once the homeserver has confirmed its registration. Ids in hashed form lead back only through this table.
CREATE TABLE matrix_ghost (
  user_id text PRIMARY KEY,
  uri     text NOT NULL UNIQUE
);

CREATE TABLE matrix_portal (
  room           text PRIMARY KEY,  -- MIMI URI
  native_room    text UNIQUE,       -- NULL: its creation has begun and is taken up again after a crash
  room_version   text,              -- as the homeserver made it
  read_up_to     text,              -- event id: everything up to it has been in the inbox
  encryption_noticed_at bigint      -- people were told once that encrypted messages can't be carried
);
