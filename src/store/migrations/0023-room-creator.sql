-- 0023: who made a room, so that the rooms of one user can be counted. Additive: the previous release keeps running.
ALTER TABLE hosted_room ADD COLUMN creator text;  -- NULL: made by the operator, or by a release that did not say
CREATE INDEX hosted_room_creator ON hosted_room (creator) WHERE NOT destroyed;
UPDATE hosted_room SET creator = (
  SELECT sender FROM archive_event
  WHERE room_id = hosted_room.id AND seq = first_seq AND type = 'created' AND cause NOT LIKE 'admin:%'
);
