-- When instructors teach: hours of a week on their own wall clock, days that differ, and rules. Minutes count from midnight
-- and come in steps of 15; 1440 is the end of the day.

CREATE TABLE availability_rules (
    org_id         {{id}}  NOT NULL,
    person_id      {{id}}  NOT NULL,
    zone           TEXT    NOT NULL,          -- whose wall clock the hours are on
    notice_hours   {{i64}} NOT NULL CHECK (notice_hours BETWEEN 0 AND 720),
    buffer_minutes {{i64}} NOT NULL CHECK (buffer_minutes BETWEEN 0 AND 240),
    most_a_day     {{i64}} CHECK (most_a_day BETWEEN 1 AND 50), -- none: as many as fit
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
) {{strict}};

CREATE TABLE availability_hours (
    org_id      {{id}}  NOT NULL,
    person_id   {{id}}  NOT NULL,
    weekday     {{i64}} NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- Monday is 1
    from_minute {{i64}} NOT NULL CHECK (from_minute BETWEEN 0 AND 1425),
    to_minute   {{i64}} NOT NULL CHECK (to_minute BETWEEN 15 AND 1440),
    PRIMARY KEY (org_id, person_id, weekday, from_minute),
    FOREIGN KEY (org_id, person_id) REFERENCES availability_rules (org_id, person_id),
    CHECK (to_minute > from_minute)
) {{strict}};

-- With hours, these hold on that one day instead of the week's; without, the days are time off.
CREATE TABLE availability_exceptions (
    org_id      {{id}}  NOT NULL,
    id          {{id}}  NOT NULL,
    person_id   {{id}}  NOT NULL,
    first_day   TEXT    NOT NULL,             -- `2026-12-24`
    last_day    TEXT    NOT NULL,
    from_minute {{i64}} CHECK (from_minute BETWEEN 0 AND 1425),
    to_minute   {{i64}} CHECK (to_minute BETWEEN 15 AND 1440),
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, person_id) REFERENCES availability_rules (org_id, person_id),
    CHECK (last_day >= first_day),
    CHECK ((from_minute IS NULL) = (to_minute IS NULL)),
    CHECK (from_minute IS NULL OR (to_minute > from_minute AND first_day = last_day))
) {{strict}};

-- A person's exceptions are read by the days they reach to.
CREATE INDEX availability_exceptions_of_person ON availability_exceptions (org_id, person_id, last_day);
