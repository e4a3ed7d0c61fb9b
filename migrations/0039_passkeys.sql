-- Keys that people's devices keep, in place of a password or beside it.

CREATE TABLE passkeys (
    org_id        {{id}}    NOT NULL,
    id            {{id}}    NOT NULL,
    user_id       {{id}}    NOT NULL,
    credential_id {{bytes}} NOT NULL,       -- what the device calls the key
    credential    TEXT      NOT NULL,       -- public key, counter and what the device said of itself, as JSON
    name          TEXT      NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    created_at    {{ts}}    NOT NULL,
    last_used_at  {{ts}},
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES people (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX passkeys_one_per_credential ON passkeys (org_id, credential_id);
CREATE INDEX passkeys_of_person ON passkeys (org_id, user_id);

-- What a browser was asked and has not answered yet. A row is taken away by the first answer, right or wrong.
CREATE TABLE passkey_challenges (
    org_id     {{id}}    NOT NULL,
    token_hash {{bytes}} NOT NULL,          -- SHA-256 of the token that the browser sends with its answer
    kind       TEXT      NOT NULL CHECK (kind IN ('sign in', 'add', 'activate')),
    user_id    {{id}},                      -- whose key is made; of a sign-in nobody knows yet
    state      TEXT      NOT NULL,          -- what the answer is compared with, as JSON
    expires_at {{ts}}    NOT NULL,
    PRIMARY KEY (org_id, token_hash),
    FOREIGN KEY (org_id, user_id) REFERENCES people (org_id, id),
    CHECK ((kind = 'sign in') = (user_id IS NULL))
) {{strict}};

CREATE INDEX passkey_challenges_by_age ON passkey_challenges (expires_at);
CREATE INDEX passkey_challenges_of_person ON passkey_challenges (org_id, user_id);
