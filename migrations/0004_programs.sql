-- What sessions are told apart by. Fees and notes are for admins only.

CREATE TABLE programs (
    org_id           {{id}}   NOT NULL REFERENCES organizations (id),
    id               {{id}}   NOT NULL,
    title            TEXT     NOT NULL CHECK (title <> ''),
    is_default       {{bool}} NOT NULL DEFAULT FALSE,
    billable_default {{bool}},            -- none: as the organization
    session_fee      {{i64}}  NOT NULL DEFAULT 0 CHECK (session_fee >= 0),    -- minor units of the currency
    instructor_fee   {{i64}}  NOT NULL DEFAULT 0 CHECK (instructor_fee >= 0),
    fee_per          TEXT     NOT NULL DEFAULT 'session' CHECK (fee_per IN ('session', 'hour')),
    currency         TEXT     NOT NULL DEFAULT 'USD',
    notes            TEXT     NOT NULL DEFAULT '',
    archived_at      {{ts}},
    created_at       {{ts}}   NOT NULL,
    PRIMARY KEY (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX programs_one_per_title ON programs (org_id, title);
CREATE UNIQUE INDEX programs_one_default ON programs (org_id) WHERE is_default;
