-- Sessions hold facts; scheduled, lobby, lesson, completed, missed and cancelled are derived from them.

CREATE TABLE sessions (
    org_id          {{id}}   NOT NULL REFERENCES organizations (id),
    id              {{id}}   NOT NULL,
    instructor_id   {{id}}   NOT NULL,
    student_id      {{id}}   NOT NULL,
    program_id      {{id}}   NOT NULL,
    origin          TEXT     NOT NULL CHECK (origin IN ('instant', 'booked')),
    subject         TEXT     NOT NULL DEFAULT '',
    description     TEXT     NOT NULL DEFAULT '',
    billable        {{bool}} NOT NULL,
    money           TEXT     NOT NULL CHECK (money IN ('credits', 'invoicing', 'neither')), -- as it was at the start
    session_fee     {{i64}}  NOT NULL DEFAULT 0,  -- copied from the program: later fees change nothing here
    instructor_fee  {{i64}}  NOT NULL DEFAULT 0,
    fee_per         TEXT     NOT NULL DEFAULT 'session' CHECK (fee_per IN ('session', 'hour')),
    currency        TEXT     NOT NULL DEFAULT 'USD',
    starts_at       {{ts}}   NOT NULL,
    ends_at         {{ts}}   NOT NULL,
    zone            TEXT     NOT NULL,
    minimum_minutes {{i64}}  NOT NULL,            -- the organization's numbers as they were
    no_show_minutes {{i64}}  NOT NULL,
    created_by      {{id}}   NOT NULL,
    created_at      {{ts}}   NOT NULL,
    opened_at       {{ts}},                       -- the classroom is open from here
    together_at     {{ts}},                       -- both inside for the first time: the actual start
    ended_at        {{ts}},
    ended_by        TEXT CHECK (ended_by IN ('instructor', 'server')),
    end_choice      TEXT CHECK (end_choice IN ('completed', 'mistake')),
    together_seconds   {{i64}} NOT NULL DEFAULT 0, -- the three sums below are written once, at the end, from presences
    instructor_seconds {{i64}} NOT NULL DEFAULT 0,
    student_seconds    {{i64}} NOT NULL DEFAULT 0,
    cancelled_at    {{ts}},
    cancelled_by    {{id}},                       -- none: the server
    cancel_reason   TEXT,
    -- the derived outcome, kept for lists; `nacre check` derives it again
    outcome         TEXT CHECK (outcome IN ('completed', 'missed by student', 'missed by instructor', 'cancelled')),
    calendar_sequence {{i64}} NOT NULL DEFAULT 0,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, instructor_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, student_id)    REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, program_id)    REFERENCES programs (org_id, id),
    FOREIGN KEY (org_id, cancelled_by)  REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, created_by)    REFERENCES people (org_id, id),
    CHECK (ends_at > starts_at),
    CHECK (instructor_id <> student_id),
    -- what ended was open, or was planned and its instructor never came
    CHECK (ended_at IS NULL OR opened_at IS NOT NULL OR outcome = 'missed by instructor'),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((outcome IS NULL) = (ended_at IS NULL AND cancelled_at IS NULL)),
    CHECK (cancelled_at IS NULL OR outcome = 'cancelled'),
    -- a cancelled session is not open: an open one that is cancelled is ended too
    CHECK (cancelled_at IS NULL OR opened_at IS NULL OR ended_at IS NOT NULL)
) {{strict}};

-- One live session per instructor and per student, whatever the code forgets.
CREATE UNIQUE INDEX sessions_one_live_per_instructor ON sessions (org_id, instructor_id)
    WHERE opened_at IS NOT NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX sessions_one_live_per_student ON sessions (org_id, student_id)
    WHERE opened_at IS NOT NULL AND ended_at IS NULL;

-- The closing sweep asks, over all organizations, what should be over by now.
CREATE INDEX sessions_due ON sessions (ends_at) WHERE outcome IS NULL;

-- Dashboards and calendars read one person's sessions by time; the wizard reads the organization's.
CREATE INDEX sessions_of_instructor ON sessions (org_id, instructor_id, starts_at);
CREATE INDEX sessions_of_student ON sessions (org_id, student_id, starts_at);
CREATE INDEX sessions_by_time ON sessions (org_id, starts_at);
CREATE INDEX sessions_of_pair ON sessions (org_id, instructor_id, student_id, created_at);

-- Secret addresses sent to people. The token is an HMAC of (kind, id, generation) under the server's key, so that it
-- can be made again for a resend; only its SHA-256 is kept.

CREATE TABLE links (
    org_id       {{id}}    NOT NULL,
    id           {{id}}    NOT NULL,
    kind         TEXT      NOT NULL CHECK (kind IN ('join', 'activate', 'reset')),
    person_id    {{id}}    NOT NULL,      -- whom it acts for: a join link's student, the account of the others
    recipient_id {{id}}    NOT NULL,      -- whose mail carries it: the student or a parent
    session_id   {{id}},                  -- join links only
    generation   {{i64}}   NOT NULL DEFAULT 0,
    token_hash   {{bytes}} NOT NULL,
    created_at   {{ts}}    NOT NULL,
    expires_at   {{ts}}    NOT NULL,
    mailed_at    {{ts}},                  -- a mail server took a mail that carries it
    unmailed_at  {{ts}},                  -- no mail carries it: given up, not needed, or its recipient has no address
    opened_at    {{ts}},                  -- somebody looked at its page (a script says so: mail scanners run none)
    used_at      {{ts}},
    revoked_at   {{ts}},
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, person_id)    REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, recipient_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, session_id)   REFERENCES sessions (org_id, id),
    CHECK ((kind = 'join') = (session_id IS NOT NULL))
) {{strict}};

CREATE UNIQUE INDEX links_by_token ON links (token_hash);
CREATE INDEX links_of_session ON links (org_id, session_id) WHERE session_id IS NOT NULL;
CREATE INDEX links_of_person ON links (org_id, person_id);

CREATE TABLE seats (
    org_id     {{id}}    NOT NULL,
    id         {{id}}    NOT NULL,
    session_id {{id}}    NOT NULL,
    user_id    {{id}}    NOT NULL,
    link_id    {{id}}    NOT NULL,
    token_hash {{bytes}} NOT NULL,       -- SHA-256 of the seat cookie
    created_at {{ts}}    NOT NULL,
    ended_at   {{ts}},
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, user_id)    REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, link_id)    REFERENCES links (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX seats_by_token ON seats (token_hash);
CREATE UNIQUE INDEX seats_one_per_person ON seats (org_id, session_id, user_id) WHERE ended_at IS NULL;

-- When each person was in the classroom with media alive. left_at is empty while they are in; after a crash it is
-- closed at seen_at, so that the gap does not count. A closed stay is never changed, and none is removed.
CREATE TABLE presences (
    org_id     {{id}} NOT NULL,
    session_id {{id}} NOT NULL,
    seat       TEXT   NOT NULL CHECK (seat IN ('instructor', 'student')),
    entered_at {{ts}} NOT NULL,
    seen_at    {{ts}} NOT NULL,
    left_at    {{ts}},
    PRIMARY KEY (org_id, session_id, seat, entered_at),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    CHECK (seen_at >= entered_at),
    CHECK (left_at IS NULL OR left_at >= entered_at)
) {{strict}};

CREATE UNIQUE INDEX presences_one_open ON presences (org_id, session_id, seat) WHERE left_at IS NULL;
CREATE INDEX presences_open ON presences (seen_at) WHERE left_at IS NULL;
