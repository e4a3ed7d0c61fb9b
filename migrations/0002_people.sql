-- People belong to one organization; nobody is signed in or merged across organizations.

CREATE TABLE people (
    org_id        {{id}}   NOT NULL REFERENCES organizations (id),
    id            {{id}}   NOT NULL,
    first_name    TEXT     NOT NULL,
    last_name     TEXT     NOT NULL,
    search_key    TEXT     NOT NULL,           -- "first last email", lower-cased in Rust: LIKE folds only ASCII
    email         TEXT,                        -- lower-cased; children may have none
    username      TEXT,                        -- lower-cased; for children without an address
    roles         {{i64}}  NOT NULL CHECK (roles BETWEEN 1 AND 15),
    standing      TEXT     NOT NULL CHECK (standing IN ('invited', 'active', 'archived')),
    zone          TEXT     NOT NULL,
    under_13      {{bool}} NOT NULL DEFAULT FALSE,
    password_hash TEXT,                        -- argon2id; none: cannot sign in yet
    security_rev  {{i64}}  NOT NULL DEFAULT 0, -- raised by reset, role change, archive: ends every sign-in
    calendar_rev  {{i64}}  NOT NULL DEFAULT 0, -- the guard row: starts of one person queue up here
    activated_at  {{ts}},
    activated_by  TEXT CHECK (activated_by IN ('invitation', 'instant session', 'command')),
    last_used_at  {{ts}},
    invited_by    {{id}},
    created_at    {{ts}}   NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, invited_by) REFERENCES people (org_id, id),
    CHECK (standing <> 'active' OR activated_at IS NOT NULL),
    CHECK (email IS NOT NULL OR username IS NOT NULL OR roles = 4)
) {{strict}};

CREATE UNIQUE INDEX people_one_per_email ON people (org_id, email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX people_one_per_username ON people (org_id, username) WHERE username IS NOT NULL;
CREATE INDEX people_by_name ON people (org_id, last_name, first_name);

CREATE TABLE parents (
    org_id     {{id}} NOT NULL,
    parent_id  {{id}} NOT NULL,
    student_id {{id}} NOT NULL,
    PRIMARY KEY (org_id, parent_id, student_id),
    FOREIGN KEY (org_id, parent_id)  REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, student_id) REFERENCES people (org_id, id),
    CHECK (parent_id <> student_id)
) {{strict}};

CREATE INDEX parents_of_student ON parents (org_id, student_id);

-- Whom an instructor may teach.
CREATE TABLE assignments (
    org_id        {{id}} NOT NULL,
    instructor_id {{id}} NOT NULL,
    student_id    {{id}} NOT NULL,
    assigned_at   {{ts}} NOT NULL,
    PRIMARY KEY (org_id, instructor_id, student_id),
    FOREIGN KEY (org_id, instructor_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, student_id)    REFERENCES people (org_id, id)
) {{strict}};

CREATE INDEX assignments_of_student ON assignments (org_id, student_id);

-- Who changed what in the configuration, with the old and the new value; numbered in the order it happened.
CREATE TABLE audit (
    id      {{serial}},
    org_id  {{id}} NOT NULL REFERENCES organizations (id),
    at      {{ts}} NOT NULL,
    by_id   {{id}},
    what    TEXT   NOT NULL,
    subject TEXT,
    before  TEXT,
    after   TEXT,
    FOREIGN KEY (org_id, by_id) REFERENCES people (org_id, id)
) {{strict}};

CREATE INDEX audit_newest ON audit (org_id, id);

-- One line per press of a button that must count once: the first writes, the others read its result. Kept 90 days.
CREATE TABLE intents (
    org_id     {{id}}    NOT NULL REFERENCES organizations (id),
    user_id    {{id}}    NOT NULL,
    key        TEXT      NOT NULL,
    body_hash  {{bytes}} NOT NULL,
    result     TEXT,
    created_at {{ts}}    NOT NULL,
    PRIMARY KEY (org_id, user_id, key),
    FOREIGN KEY (org_id, user_id) REFERENCES people (org_id, id)
) {{strict}};
