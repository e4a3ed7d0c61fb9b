-- When each person spoke, from the loudness of their sound: one row for a minute in which they did, with a bit for each
-- of its seconds. Kept with the session as presence is, recorded or not; nothing of what was said is in it.
CREATE TABLE talk_minutes (
    org_id     {{id}}  NOT NULL,
    session_id {{id}}  NOT NULL,
    seat       TEXT    NOT NULL CHECK (seat IN ('instructor', 'student')),
    minute_at  {{ts}}  NOT NULL,
    seconds    {{i64}} NOT NULL CHECK (seconds BETWEEN 1 AND 1152921504606846975),  -- the lowest bit is the first second
    PRIMARY KEY (org_id, session_id, seat, minute_at),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
) {{strict}};
