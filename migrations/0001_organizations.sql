-- Organizations are the tenants. A table of theirs carries org_id as the first part of its primary key (outbox and
-- audit, which are numbered as they grow, carry it beside the number), and every reference between tenant tables is
-- composite: a row of one organization cannot point into another.
-- Instants ({{ts}}) are microseconds since 1970 in UTC on both engines.

CREATE TABLE organizations (
    id                       {{id}}   NOT NULL PRIMARY KEY,
    name                     TEXT     NOT NULL CHECK (name <> ''),
    host                     TEXT     NOT NULL,   -- the host name that answers for it, lower case, no port
    zone                     TEXT     NOT NULL,
    support_email            TEXT,
    created_at               {{ts}}   NOT NULL,
    -- how sessions are paid: the three meanings of "billable"
    money                    TEXT     NOT NULL DEFAULT 'credits' CHECK (money IN ('credits', 'invoicing', 'neither')),
    below_zero               TEXT     NOT NULL DEFAULT 'allow' CHECK (below_zero IN ('allow', 'block')),
    -- Booking & Sessions
    billable_default         {{bool}} NOT NULL DEFAULT TRUE,
    minimum_minutes          {{i64}}  NOT NULL DEFAULT 5  CHECK (minimum_minutes BETWEEN 1 AND 120),
    no_show_minutes          {{i64}}  NOT NULL DEFAULT 15 CHECK (no_show_minutes BETWEEN 1 AND 120),
    instructors_may_invite   {{bool}} NOT NULL DEFAULT TRUE,
    instructors_may_manage_programs {{bool}} NOT NULL DEFAULT FALSE,
    -- the organization states that it holds consent for children under 13
    consent_under_13         {{bool}} NOT NULL DEFAULT FALSE
) {{strict}};

CREATE UNIQUE INDEX organizations_one_per_host ON organizations (host);

-- The lengths instructors may choose; exactly one is the default.
CREATE TABLE durations (
    org_id     {{id}}   NOT NULL REFERENCES organizations (id),
    minutes    {{i64}}  NOT NULL CHECK (minutes BETWEEN 5 AND 480),
    is_default {{bool}} NOT NULL,
    PRIMARY KEY (org_id, minutes)
) {{strict}};

CREATE UNIQUE INDEX durations_one_default ON durations (org_id) WHERE is_default;

-- Versions of the terms a person accepts; the newest is in force, none is ever edited.
CREATE TABLE terms (
    org_id       {{id}} NOT NULL REFERENCES organizations (id),
    id           {{id}} NOT NULL,
    version      {{i64}} NOT NULL CHECK (version > 0),
    body         TEXT   NOT NULL,
    published_at {{ts}} NOT NULL,
    PRIMARY KEY (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX terms_one_per_version ON terms (org_id, version);

-- What happened and is still to be told (see the outbox module). The key is one number over all organizations, given
-- by the engine: the worker tells events in the order they were recorded, whoever's they are. Nothing refers to a
-- row here, because told ones are swept out; a number is never given twice.
CREATE TABLE outbox (
    id           {{serial}},
    org_id       {{id}}  NOT NULL REFERENCES organizations (id),
    payload      TEXT    NOT NULL,
    recorded_at  {{ts}}  NOT NULL,
    leased_until {{ts}},
    attempts     {{i64}} NOT NULL,
    done_at      {{ts}}
) {{strict}};

CREATE INDEX outbox_waiting ON outbox (id) WHERE done_at IS NULL;
