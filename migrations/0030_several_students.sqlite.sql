-- A session of several students is a row for each of them, and the rows share an id. They take their instructor's time
-- together: among themselves they are not in each other's way. SQLite has one writer: what a trigger reads is all there is.
ALTER TABLE sessions ADD COLUMN group_session_id BLOB CHECK (group_session_id IS NULL OR place <> 'classroom');
CREATE UNIQUE INDEX sessions_of_group_session ON sessions (org_id, group_session_id, student_id)
    WHERE group_session_id IS NOT NULL;

DROP TRIGGER sessions_one_booking_at_a_time;
CREATE TRIGGER sessions_one_booking_at_a_time BEFORE INSERT ON sessions
WHEN NEW.origin = 'booked' AND NEW.outcome IS NOT 'cancelled'
BEGIN
    SELECT RAISE(ABORT, 'instructor_is_busy')
     WHERE EXISTS (SELECT 1 FROM sessions s
                    WHERE s.org_id = NEW.org_id AND s.instructor_id = NEW.instructor_id
                      AND s.starts_at > NEW.starts_at - 43200000000 AND s.starts_at < NEW.ends_at -- none is longer than 12 hours
                      AND s.ends_at > NEW.starts_at AND s.origin = 'booked' AND s.outcome IS NOT 'cancelled'
                      AND (NEW.group_session_id IS NULL OR s.group_session_id IS NOT NEW.group_session_id));
END;
DROP TRIGGER sessions_one_booking_at_a_time_moved;
CREATE TRIGGER sessions_one_booking_at_a_time_moved BEFORE UPDATE OF instructor_id, starts_at, ends_at, outcome ON sessions
WHEN NEW.origin = 'booked' AND NEW.outcome IS NOT 'cancelled' AND NEW.opened_at IS NULL
     AND (NEW.instructor_id <> OLD.instructor_id OR NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at
          OR OLD.outcome IS 'cancelled')
BEGIN
    SELECT RAISE(ABORT, 'instructor_is_busy')
     WHERE EXISTS (SELECT 1 FROM sessions s
                    WHERE s.org_id = NEW.org_id AND s.instructor_id = NEW.instructor_id AND s.id <> NEW.id
                      AND s.starts_at > NEW.starts_at - 43200000000 AND s.starts_at < NEW.ends_at
                      AND s.ends_at > NEW.starts_at AND s.origin = 'booked' AND s.outcome IS NOT 'cancelled'
                      AND (NEW.group_session_id IS NULL OR s.group_session_id IS NOT NEW.group_session_id));
END;
