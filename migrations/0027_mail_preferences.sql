-- How people want to be mailed. Who has no row here is mailed at once, at any hour. Minutes count from midnight on the
-- person's own wall clock.

CREATE TABLE mail_preferences (
    org_id      {{id}}  NOT NULL,
    person_id   {{id}}  NOT NULL,
    quiet_from  {{i64}} CHECK (quiet_from BETWEEN 0 AND 1439),  -- no mail that can wait from here …
    quiet_until {{i64}} CHECK (quiet_until BETWEEN 0 AND 1439), -- … to here, past midnight when it is the smaller
    daily_at    {{i64}} NOT NULL CHECK (daily_at BETWEEN 0 AND 1439),
    PRIMARY KEY (org_id, person_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id),
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)),
    CHECK (quiet_from <> quiet_until)
) {{strict}};

-- The kinds that somebody does not want at once.
CREATE TABLE mail_ways (
    org_id    {{id}} NOT NULL,
    person_id {{id}} NOT NULL,
    kind      TEXT   NOT NULL,
    way       TEXT   NOT NULL CHECK (way IN ('daily', 'page')),
    PRIMARY KEY (org_id, person_id, kind),
    FOREIGN KEY (org_id, person_id) REFERENCES mail_preferences (org_id, person_id)
) {{strict}};

-- What a daily mail tells: the notice of that event and kind, told to the same person.
CREATE TABLE daily_mail_lines (
    org_id      {{id}}  NOT NULL,
    delivery_id {{id}}  NOT NULL,
    event_id    {{i64}} NOT NULL,
    kind        TEXT    NOT NULL,
    PRIMARY KEY (org_id, delivery_id, event_id, kind),
    FOREIGN KEY (org_id, delivery_id) REFERENCES deliveries (org_id, id)
) {{strict}};

-- Is there a daily mail that has not left yet?
CREATE INDEX deliveries_daily ON deliveries (org_id, recipient_id) WHERE kind = 'daily mail' AND state = 'queued';
