-- Groups: students who learn together, each for some days, on the wall calendar of the organization.

CREATE TABLE groups (
    org_id        {{id}} NOT NULL REFERENCES organizations (id),
    id            {{id}} NOT NULL,
    name          TEXT   NOT NULL CHECK (name <> ''),
    program_id    {{id}},                    -- what its sessions belong to, unless a booking says otherwise
    school        TEXT   NOT NULL DEFAULT '',
    instructor_id {{id}},                    -- who teaches it, unless a booking says otherwise
    archived_at   {{ts}},
    created_at    {{ts}} NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, program_id)    REFERENCES programs (org_id, id),
    FOREIGN KEY (org_id, instructor_id) REFERENCES people (org_id, id)
) {{strict}};

-- an archived group gives its name away
CREATE UNIQUE INDEX groups_one_per_name ON groups (org_id, name) WHERE archived_at IS NULL;
CREATE INDEX groups_of_instructor ON groups (org_id, instructor_id);

-- A student may leave and come back; the verbs keep the days of one student from overlapping.
CREATE TABLE group_members (
    org_id     {{id}} NOT NULL,
    id         {{id}} NOT NULL,
    group_id   {{id}} NOT NULL,
    student_id {{id}} NOT NULL,
    from_day   TEXT   NOT NULL,              -- `2026-11-26`
    to_day     TEXT,                         -- the last day; none: until further notice
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, group_id)   REFERENCES groups (org_id, id),
    FOREIGN KEY (org_id, student_id) REFERENCES people (org_id, id),
    CHECK (to_day IS NULL OR to_day >= from_day)
) {{strict}};

CREATE INDEX group_members_of_group ON group_members (org_id, group_id, from_day);
CREATE INDEX group_members_of_student ON group_members (org_id, student_id);

-- The history of one thing is read by what it is about.
CREATE INDEX audit_of_subject ON audit (org_id, subject, id);
