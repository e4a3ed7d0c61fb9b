-- Series: sessions booked together, each a session of its own. What was asked for is kept with the zone and its wall clock;
-- when each session takes place stands in its own row, as an instant.

CREATE TABLE series (
    org_id      {{id}}  NOT NULL REFERENCES organizations (id),
    id          {{id}}  NOT NULL,
    every_weeks {{i64}} NOT NULL CHECK (every_weeks IN (1, 2)),
    slots       TEXT    NOT NULL,          -- as booked: 'mon 16:00 60, wed 17:30 30'
    zone        TEXT    NOT NULL,
    first_day   TEXT    NOT NULL,          -- a date of that zone: of two weeks, the one it lies in is the first
    total       {{i64}} NOT NULL CHECK (total BETWEEN 1 AND 200),
    created_by  {{id}}  NOT NULL,
    created_at  {{ts}}  NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES people (org_id, id)
) {{strict}};

-- Which session is which of its series. A session has one series or none.
CREATE TABLE series_sessions (
    org_id     {{id}}  NOT NULL,
    session_id {{id}}  NOT NULL,
    series_id  {{id}}  NOT NULL,
    position   {{i64}} NOT NULL CHECK (position BETWEEN 1 AND 200),
    changed_at {{ts}},                     -- changed by itself: changes of the series leave it alone from then on
    PRIMARY KEY (org_id, session_id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, series_id)  REFERENCES series (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX series_one_session_per_position ON series_sessions (org_id, series_id, position);

-- What was done to a series at once, and is told at once.
CREATE TABLE series_changes (
    org_id    {{id}}  NOT NULL,
    id        {{id}}  NOT NULL,
    series_id {{id}}  NOT NULL,
    kind      TEXT    NOT NULL CHECK (kind IN ('booked', 'moved', 'cancelled')),
    by_id     {{id}}  NOT NULL,
    at        {{ts}}  NOT NULL,
    reason    TEXT CHECK ((kind = 'cancelled') = (reason IS NOT NULL)),
    event_id  {{i64}},                     -- the outbox row that told it, which is swept out before this
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, series_id) REFERENCES series (org_id, id),
    FOREIGN KEY (org_id, by_id)     REFERENCES people (org_id, id)
) {{strict}};

CREATE INDEX series_changes_of_series ON series_changes (org_id, series_id);
-- A mail knows the event that owes it, and finds by it what it is about.
CREATE UNIQUE INDEX series_changes_by_event ON series_changes (org_id, event_id) WHERE event_id IS NOT NULL;

-- The sessions of a change, and when each was to be before.
CREATE TABLE series_changed_sessions (
    org_id        {{id}} NOT NULL,
    change_id     {{id}} NOT NULL,
    session_id    {{id}} NOT NULL,
    was_starts_at {{ts}} NOT NULL,
    was_ends_at   {{ts}} NOT NULL,
    PRIMARY KEY (org_id, change_id, session_id),
    FOREIGN KEY (org_id, change_id)  REFERENCES series_changes (org_id, id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
) {{strict}};

CREATE INDEX series_changed_sessions_of_session ON series_changed_sessions (org_id, session_id);
