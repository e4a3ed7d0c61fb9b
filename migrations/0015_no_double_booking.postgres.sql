-- No instructor is booked twice at a time. Cancelled sessions take no time, instant ones may run into what is booked, and
-- a lesson that runs may be extended. The instructor's row is locked first: whoever books them at the same moment waits
-- here, and the statement that follows sees what was committed meanwhile.
CREATE FUNCTION refuse_double_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM people p WHERE p.org_id = NEW.org_id AND p.id = NEW.instructor_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM sessions s
                WHERE s.org_id = NEW.org_id AND s.instructor_id = NEW.instructor_id AND s.id <> NEW.id
                  AND s.starts_at > NEW.starts_at - 43200000000 AND s.starts_at < NEW.ends_at -- none is longer than 12 hours
                  AND s.ends_at > NEW.starts_at AND s.origin = 'booked' AND s.outcome IS DISTINCT FROM 'cancelled') THEN
        RAISE EXCEPTION USING ERRCODE = '23P01', MESSAGE = 'instructor_is_busy', CONSTRAINT = 'instructor_is_busy';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sessions_one_booking_at_a_time BEFORE INSERT ON sessions FOR EACH ROW
    WHEN (NEW.origin = 'booked' AND NEW.outcome IS DISTINCT FROM 'cancelled')
    EXECUTE FUNCTION refuse_double_booking();
CREATE TRIGGER sessions_one_booking_at_a_time_moved BEFORE UPDATE OF instructor_id, starts_at, ends_at, outcome ON sessions
    FOR EACH ROW
    WHEN (NEW.origin = 'booked' AND NEW.outcome IS DISTINCT FROM 'cancelled' AND NEW.opened_at IS NULL
          AND (NEW.instructor_id <> OLD.instructor_id OR NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at
               OR OLD.outcome IS NOT DISTINCT FROM 'cancelled'))
    EXECUTE FUNCTION refuse_double_booking();
