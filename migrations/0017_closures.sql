-- Days on which an organization is closed: holidays, and the days between terms. Days are dates on the wall clock of whoever
-- books (`2026-12-24`), which sort as text.

CREATE TABLE closures (
    org_id    {{id}} NOT NULL REFERENCES organizations (id),
    first_day TEXT   NOT NULL,
    last_day  TEXT   NOT NULL,
    name      TEXT   NOT NULL CHECK (name <> ''),
    PRIMARY KEY (org_id, first_day),
    CHECK (last_day >= first_day)
) {{strict}};
