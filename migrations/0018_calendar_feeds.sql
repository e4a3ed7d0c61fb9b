-- A person's own sessions for their calendar program, at a secret address: at most one each, a new one ends the old.

CREATE TABLE calendar_feeds (
    org_id     {{id}}    NOT NULL,
    person_id  {{id}}    NOT NULL,
    token_hash {{bytes}} NOT NULL,       -- SHA-256 of the address's token, which is shown once and kept nowhere
    made_at    {{ts}}    NOT NULL,
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX calendar_feeds_by_token ON calendar_feeds (token_hash);
