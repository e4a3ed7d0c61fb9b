-- Lists are searched by what finds few sessions, not by looking at each: a name is looked for among people, a word among
-- the subjects that were ever given, and the sessions of those by an index.

CREATE TABLE subjects (
    org_id  {{id}} NOT NULL REFERENCES organizations (id),
    subject TEXT   NOT NULL CHECK (subject <> ''),
    PRIMARY KEY (org_id, subject)
) {{strict}};

INSERT INTO subjects (org_id, subject) SELECT DISTINCT org_id, subject FROM sessions WHERE subject <> '';

CREATE INDEX sessions_by_subject ON sessions (org_id, subject, starts_at) WHERE subject <> '';
-- Partial even where nothing is left out: SQLite takes a partial index to be small, and would walk through time rather than
-- go by a whole one.
CREATE INDEX sessions_of_program ON sessions (org_id, program_id, starts_at) WHERE program_id IS NOT NULL;
CREATE INDEX sessions_by_outcome ON sessions (org_id, outcome, starts_at) WHERE outcome IS NOT NULL;
CREATE INDEX sessions_unsettled ON sessions (org_id, starts_at) WHERE outcome IS NULL;
