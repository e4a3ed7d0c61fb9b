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

-- Old counts are swept out at each sign-in, and once a day.
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
