-- A student's credits. The account row is the lock and holds the rule; entries are never changed or removed.

CREATE TABLE credit_accounts (
    org_id     {{id}}  NOT NULL,
    student_id {{id}}  NOT NULL,
    available  {{i64}} NOT NULL DEFAULT 0,       -- whole credits free to use; may be below zero down to the floor
    held       {{i64}} NOT NULL DEFAULT 0 CHECK (held >= 0),
    floor      {{i64}},                          -- none: no limit
    seq        {{i64}} NOT NULL DEFAULT 0,       -- the number of the newest entry
    PRIMARY KEY (org_id, student_id),
    FOREIGN KEY (org_id, student_id) REFERENCES people (org_id, id),
    CONSTRAINT credit_accounts_not_below_floor CHECK (floor IS NULL OR available >= floor)
) {{strict}};

-- Every entry moves credits from one place to another: issued -> available -> held -> used. The sum over all four
-- places is always zero.
CREATE TABLE credit_entries (
    org_id          {{id}}  NOT NULL,
    student_id      {{id}}  NOT NULL,
    seq             {{i64}} NOT NULL CHECK (seq > 0),
    id              {{id}}  NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('grant', 'correction', 'hold', 'consume', 'release', 'charge', 'refund')),
    from_place      TEXT    NOT NULL CHECK (from_place IN ('issued', 'available', 'held', 'used')),
    to_place        TEXT    NOT NULL CHECK (to_place IN ('issued', 'available', 'held', 'used')),
    amount          {{i64}} NOT NULL CHECK (amount > 0),
    available_after {{i64}} NOT NULL,
    held_after      {{i64}} NOT NULL CHECK (held_after >= 0),
    session_id      {{id}},
    reason          TEXT    NOT NULL DEFAULT '',
    by_id           {{id}},                      -- none: the server
    at              {{ts}}  NOT NULL,
    PRIMARY KEY (org_id, student_id, seq),
    FOREIGN KEY (org_id, student_id) REFERENCES credit_accounts (org_id, student_id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, by_id) REFERENCES people (org_id, id),
    CHECK (from_place <> to_place),
    CHECK (kind NOT IN ('hold', 'consume', 'release') OR session_id IS NOT NULL)
) {{strict}};

-- One hold and one settlement for a session, whatever is pressed twice.
CREATE UNIQUE INDEX credit_entries_one_hold ON credit_entries (org_id, session_id) WHERE kind = 'hold';
CREATE UNIQUE INDEX credit_entries_one_settlement ON credit_entries (org_id, session_id)
    WHERE kind IN ('consume', 'release');

-- All that was written for a session: its position is added up when it ends and when "billable" changes.
CREATE INDEX credit_entries_of_session ON credit_entries (org_id, session_id) WHERE session_id IS NOT NULL;
