-- What changes about a planned session: when it is, with the time it was moved from; for whom it was cancelled, and what
-- that cost; and who is reminded of it when.

ALTER TABLE sessions ADD COLUMN moved_at {{ts}};
-- the planned time before the last move
ALTER TABLE sessions ADD COLUMN moved_from {{ts}} CHECK ((moved_from IS NULL) = (moved_at IS NULL));
ALTER TABLE sessions ADD COLUMN moved_from_end {{ts}} CHECK ((moved_from_end IS NULL) = (moved_at IS NULL));

-- Whose reason it was that it was cancelled, the reason chosen from the organization's list, and whether the credit that
-- was held for it was kept, because a family cancelled late.
ALTER TABLE sessions ADD COLUMN cancelled_for TEXT CHECK (cancelled_for IN ('family', 'instructor', 'organization'));
ALTER TABLE sessions ADD COLUMN cancel_cause TEXT;
ALTER TABLE sessions ADD COLUMN credit_kept {{bool}} NOT NULL DEFAULT FALSE;

-- Families cancel free of charge until so many hours before the start, 0: always; reasons, one a line.
ALTER TABLE organizations ADD COLUMN cancel_free_hours {{i64}} NOT NULL DEFAULT 24;
ALTER TABLE organizations ADD COLUMN cancel_reasons TEXT NOT NULL DEFAULT 'Illness
Another appointment
Holiday or trip
Technical trouble
Other';

-- Reminders of a session still to be told, or told. Due times follow from the planned start and are written anew when it
-- moves; whether there is still somebody to remind is asked when one is due.
CREATE TABLE reminders (
    org_id     {{id}} NOT NULL,
    session_id {{id}} NOT NULL,
    kind       TEXT   NOT NULL CHECK (kind IN ('day before', 'hour before', 'not there yet')),
    due_at     {{ts}} NOT NULL,
    done_at    {{ts}},                    -- the worker took it: its event is in the outbox since the same moment
    PRIMARY KEY (org_id, session_id, kind),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
) {{strict}};

CREATE INDEX reminders_due ON reminders (due_at) WHERE done_at IS NULL;

-- what is planned already; a reminder is not for a session that was made after its time
INSERT INTO reminders (org_id, session_id, kind, due_at)
SELECT s.org_id, s.id, 'day before', s.starts_at - 86400000000 FROM sessions s
 WHERE s.outcome IS NULL AND s.created_at < s.starts_at - 86400000000
UNION ALL
SELECT s.org_id, s.id, 'hour before', s.starts_at - 3600000000 FROM sessions s
 WHERE s.outcome IS NULL AND s.created_at < s.starts_at - 3600000000
UNION ALL
SELECT s.org_id, s.id, 'not there yet', s.starts_at + 600000000 FROM sessions s
 WHERE s.outcome IS NULL AND s.place = 'classroom';

-- What one side said about being late, last.
CREATE TABLE latenesses (
    org_id     {{id}}  NOT NULL,
    session_id {{id}}  NOT NULL,
    seat       TEXT    NOT NULL CHECK (seat IN ('instructor', 'student')),
    minutes    {{i64}} NOT NULL CHECK (minutes IN (5, 10, 15)),
    said_at    {{ts}}  NOT NULL,
    said_by    {{id}}  NOT NULL,
    times      {{i64}} NOT NULL,           -- nobody is told of it without end
    PRIMARY KEY (org_id, session_id, seat),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, said_by)    REFERENCES people (org_id, id)
) {{strict}};

-- The kinds of mails are the program's list: the same table without a list of its own.
CREATE TABLE deliveries_of_any_kind (
    org_id       {{id}}  NOT NULL,
    id           {{id}}  NOT NULL,
    recipient_id {{id}}  NOT NULL,
    kind         TEXT    NOT NULL,
    session_id   {{id}},
    link_id      {{id}},
    event_id     {{i64}} NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('queued', 'sent', 'undelivered', 'dropped')),
    attempts     {{i64}} NOT NULL DEFAULT 0,
    next_at      {{ts}}  NOT NULL,
    give_up_at   {{ts}}  NOT NULL,
    leased_until {{ts}},
    last_error   TEXT,
    created_at   {{ts}}  NOT NULL,
    finished_at  {{ts}},
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, recipient_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, session_id)   REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, link_id)      REFERENCES links (org_id, id)
) {{strict}};

INSERT INTO deliveries_of_any_kind (org_id, id, recipient_id, kind, session_id, link_id, event_id, state, attempts,
       next_at, give_up_at, leased_until, last_error, created_at, finished_at)
SELECT org_id, id, recipient_id, kind, session_id, link_id, event_id, state, attempts, next_at, give_up_at,
       leased_until, last_error, created_at, finished_at
  FROM deliveries;

DROP TABLE deliveries;
ALTER TABLE deliveries_of_any_kind RENAME TO deliveries;
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE state = 'queued';
CREATE INDEX deliveries_of_session ON deliveries (org_id, session_id);
CREATE UNIQUE INDEX deliveries_once ON deliveries (org_id, event_id, recipient_id, kind);
