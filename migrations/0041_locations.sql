-- Places where people meet: whoever books in person chooses from them. A session keeps the words it was booked with.

CREATE TABLE locations (
    org_id      {{id}} NOT NULL REFERENCES organizations (id),
    id          {{id}} NOT NULL,
    name        TEXT   NOT NULL CHECK (name <> ''),
    archived_at {{ts}},
    PRIMARY KEY (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX locations_one_per_name ON locations (org_id, name);

-- in person at these alone
ALTER TABLE organizations ADD COLUMN only_listed {{bool}} NOT NULL DEFAULT FALSE;

-- where a family asks to meet; the address of a link is not theirs to give
ALTER TABLE requests ADD COLUMN place TEXT NOT NULL DEFAULT 'classroom' CHECK (place IN ('classroom', 'in person'));
ALTER TABLE requests ADD COLUMN location TEXT CHECK ((place = 'in person') = (location IS NOT NULL));
