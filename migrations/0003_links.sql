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
    CHECK ((kind = 'join') = (session_id IS NOT NULL))
) {{strict}};

CREATE UNIQUE INDEX links_by_token ON links (token_hash);
CREATE INDEX links_of_session ON links (org_id, session_id) WHERE session_id IS NOT NULL;
CREATE INDEX links_of_person ON links (org_id, person_id);
