-- A page of a list is read from an index in its own order, time and then id, without sorting all that lies on the way.

DROP INDEX sessions_of_instructor;
DROP INDEX sessions_of_student;
DROP INDEX sessions_by_time;
DROP INDEX sessions_by_subject;
DROP INDEX sessions_of_program;
DROP INDEX sessions_by_outcome;
DROP INDEX sessions_unsettled;

CREATE INDEX sessions_of_instructor ON sessions (org_id, instructor_id, starts_at, id);
CREATE INDEX sessions_of_student ON sessions (org_id, student_id, starts_at, id);
CREATE INDEX sessions_by_time ON sessions (org_id, starts_at, id);
CREATE INDEX sessions_by_subject ON sessions (org_id, subject, starts_at, id) WHERE subject <> '';
-- Partial even where nothing is left out: SQLite takes a partial index to be small, and would walk through time rather than
-- go by a whole one.
CREATE INDEX sessions_of_program ON sessions (org_id, program_id, starts_at, id) WHERE program_id IS NOT NULL;
CREATE INDEX sessions_by_outcome ON sessions (org_id, outcome, starts_at, id) WHERE outcome IS NOT NULL;
CREATE INDEX sessions_unsettled ON sessions (org_id, starts_at, id) WHERE outcome IS NULL;
