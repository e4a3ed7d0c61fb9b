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

-- Browsers that are signed in: only the SHA-256 of the cookie's token is kept.
CREATE TABLE sign_ins (
    org_id       {{id}}    NOT NULL,
    id           {{id}}    NOT NULL,
    user_id      {{id}}    NOT NULL,
    token_hash   {{bytes}} NOT NULL,
    security_rev {{i64}}   NOT NULL,
    created_at   {{ts}}    NOT NULL,
    seen_at      {{ts}}    NOT NULL,
    expires_at   {{ts}}    NOT NULL,
    ended_at     {{ts}},
    browser      TEXT      NOT NULL DEFAULT '',
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES people (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX sign_ins_by_token ON sign_ins (token_hash);
CREATE INDEX sign_ins_of_person ON sign_ins (org_id, user_id) WHERE ended_at IS NULL;

-- Failed tries, per account key and per address: a slowing count, never a lock for good.
CREATE TABLE throttles (
    key        TEXT    NOT NULL PRIMARY KEY, -- hash of organization and account, or of the address
    failures   {{i64}} NOT NULL,
    since      {{ts}}  NOT NULL,
    blocked_until {{ts}} NOT NULL
) {{strict}};

-- Old counts are swept out at each sign-in.
CREATE INDEX throttles_by_age ON throttles (since);

-- Who accepted which terms, when, for whom: never edited.
CREATE TABLE acceptances (
    org_id      {{id}} NOT NULL,
    user_id     {{id}} NOT NULL,
    terms_id    {{id}} NOT NULL,
    accepted_at {{ts}} NOT NULL,
    how         TEXT   NOT NULL CHECK (how IN ('activation', 'instant session', 'command')),
    PRIMARY KEY (org_id, user_id, terms_id),
    FOREIGN KEY (org_id, user_id)  REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, terms_id) REFERENCES terms (org_id, id)
) {{strict}};
