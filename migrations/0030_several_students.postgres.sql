-- A session of several students is a row for each of them, and the rows share an id. They take their instructor's time
-- together: among themselves they are not in each other's way. The instructor's row is locked first, as before.
ALTER TABLE sessions ADD COLUMN group_session_id UUID CHECK (group_session_id IS NULL OR place <> 'classroom');
CREATE UNIQUE INDEX sessions_of_group_session ON sessions (org_id, group_session_id, student_id)
    WHERE group_session_id IS NOT NULL;

CREATE OR REPLACE FUNCTION refuse_double_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM people p WHERE p.org_id = NEW.org_id AND p.id = NEW.instructor_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM sessions s
                WHERE s.org_id = NEW.org_id AND s.instructor_id = NEW.instructor_id AND s.id <> NEW.id
                  AND s.starts_at > NEW.starts_at - 43200000000 AND s.starts_at < NEW.ends_at -- none is longer than 12 hours
                  AND s.ends_at > NEW.starts_at AND s.origin = 'booked' AND s.outcome IS DISTINCT FROM 'cancelled'
                  AND (NEW.group_session_id IS NULL OR s.group_session_id IS DISTINCT FROM NEW.group_session_id)) THEN
        RAISE EXCEPTION USING ERRCODE = '23P01', MESSAGE = 'instructor_is_busy', CONSTRAINT = 'instructor_is_busy';
    END IF;
    RETURN NEW;
END
$$;
