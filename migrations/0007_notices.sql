-- What a person is told: the in-app list, and the mails owed.

CREATE TABLE notices (
    org_id     {{id}} NOT NULL,
    id         {{id}} NOT NULL,
    user_id    {{id}} NOT NULL,
    kind       TEXT   NOT NULL,            -- as deliveries.kind
    session_id {{id}},
    subject    TEXT   NOT NULL,            -- the line in the list, as it was when told
    body       TEXT   NOT NULL,
    event_id   {{i64}} NOT NULL,           -- the outbox row that owed it, which is swept out before this
    created_at {{ts}} NOT NULL,
    read_at    {{ts}},
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, user_id)    REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
) {{strict}};

CREATE INDEX notices_of_person ON notices (org_id, user_id, created_at);
-- Every page counts what its reader has not read: as few rows as there are such.
CREATE INDEX notices_unread ON notices (org_id, user_id) WHERE read_at IS NULL;
-- An event told twice makes one notice.
CREATE UNIQUE INDEX notices_once ON notices (org_id, event_id, user_id, kind);

CREATE TABLE deliveries (
    org_id       {{id}}  NOT NULL,
    id           {{id}}  NOT NULL,         -- the Message-ID is made from it: a second copy folds into the first
    recipient_id {{id}}  NOT NULL,
    kind         TEXT    NOT NULL CHECK (kind IN ('session started', 'session booked', 'session cancelled', 'invitation', 'reset', 'set password')),
    session_id   {{id}},
    link_id      {{id}},
    event_id     {{i64}} NOT NULL,         -- as in notices
    state        TEXT    NOT NULL CHECK (state IN ('queued', 'sent', 'undelivered', 'dropped')),
    attempts     {{i64}} NOT NULL DEFAULT 0,
    next_at      {{ts}}  NOT NULL,
    give_up_at   {{ts}}  NOT NULL,         -- a day after it was owed, or after an admin asked for another try
    leased_until {{ts}},
    last_error   TEXT,                     -- the mail server's words, without addresses
    created_at   {{ts}}  NOT NULL,
    finished_at  {{ts}},
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, recipient_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, session_id)   REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, link_id)      REFERENCES links (org_id, id)
) {{strict}};

CREATE INDEX deliveries_due ON deliveries (next_at) WHERE state = 'queued';
CREATE INDEX deliveries_of_session ON deliveries (org_id, session_id);
-- An event told twice owes one mail to a person.
CREATE UNIQUE INDEX deliveries_once ON deliveries (org_id, event_id, recipient_id, kind);
