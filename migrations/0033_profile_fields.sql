-- What an organization keeps about its people beside name and address: fields for each role, and what is filled in.

CREATE TABLE profile_fields (
    org_id      {{id}}   NOT NULL REFERENCES organizations (id),
    id          {{id}}   NOT NULL,
    role        TEXT     NOT NULL CHECK (role IN ('admin', 'instructor', 'student', 'parent')),
    position    {{i64}}  NOT NULL,
    label       TEXT     NOT NULL CHECK (label <> ''),
    kind        TEXT     NOT NULL CHECK (kind IN ('short', 'long', 'number', 'date', 'yes or no', 'choice')),
    choices     TEXT     NOT NULL DEFAULT '',          -- one a line
    required    {{bool}} NOT NULL,
    readers     TEXT     NOT NULL CHECK (readers IN ('admins', 'instructors', 'family')),
    archived_at {{ts}},
    PRIMARY KEY (org_id, id),
    CHECK (kind = 'choice' OR choices = '')
) {{strict}};

-- an archived field gives its label away
CREATE UNIQUE INDEX profile_fields_one_per_label ON profile_fields (org_id, role, label) WHERE archived_at IS NULL;
CREATE INDEX profile_fields_of_role ON profile_fields (org_id, role, position);

-- What was filled in; of an archived field too.
CREATE TABLE profile_values (
    org_id    {{id}} NOT NULL,
    person_id {{id}} NOT NULL,
    field_id  {{id}} NOT NULL,
    value     TEXT   NOT NULL CHECK (value <> ''),
    PRIMARY KEY (org_id, person_id, field_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, field_id)  REFERENCES profile_fields (org_id, id)
) {{strict}};
