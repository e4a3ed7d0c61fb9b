-- Lists of sessions that a person looks at again: what they are narrowed to, under a name of their own.

CREATE TABLE saved_views (
    org_id     {{id}} NOT NULL,
    id         {{id}} NOT NULL,
    person_id  {{id}} NOT NULL,
    name       TEXT   NOT NULL CHECK (name <> ''),
    half       TEXT   NOT NULL CHECK (half IN ('upcoming', 'past')),
    query      TEXT   NOT NULL CHECK (query <> ''), -- as it stands in the address of the list
    created_at {{ts}} NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX saved_views_by_name ON saved_views (org_id, person_id, name);
