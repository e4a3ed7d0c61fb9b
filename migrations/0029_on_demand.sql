-- On demand: instructors say what they teach at once, and students wait for one of them, first come first served.

ALTER TABLE organizations ADD COLUMN on_demand {{bool}} NOT NULL DEFAULT FALSE;

-- Who is there for a program, and until when, unless they say it again.
CREATE TABLE on_demand_offers (
    org_id        {{id}} NOT NULL,
    instructor_id {{id}} NOT NULL,
    program_id    {{id}} NOT NULL,
    until_at      {{ts}} NOT NULL,
    PRIMARY KEY (org_id, instructor_id, program_id),
    FOREIGN KEY (org_id, instructor_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, program_id)    REFERENCES programs (org_id, id)
) {{strict}};

-- A place in the waiting room. It is given up when its page says so, or shows no sign of life for a while.
CREATE TABLE on_demand_waits (
    org_id     {{id}} NOT NULL,
    id         {{id}} NOT NULL,
    student_id {{id}} NOT NULL,
    program_id {{id}} NOT NULL,
    asked_by   {{id}} NOT NULL,
    asked_at   {{ts}} NOT NULL,
    seen_at    {{ts}} NOT NULL,
    left_at    {{ts}},
    session_id {{id}},                 -- an instructor came, and it began
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, student_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, program_id) REFERENCES programs (org_id, id),
    FOREIGN KEY (org_id, asked_by)   REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    CHECK (left_at IS NULL OR session_id IS NULL)
) {{strict}};

-- a student waits in one place at a time
CREATE UNIQUE INDEX on_demand_one_wait_per_student ON on_demand_waits (org_id, student_id)
 WHERE left_at IS NULL AND session_id IS NULL;
-- the queue
CREATE INDEX on_demand_waiting ON on_demand_waits (org_id, asked_at) WHERE left_at IS NULL AND session_id IS NULL;
