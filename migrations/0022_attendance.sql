-- Who attended a session, person by person. What the classroom measured has no author; what somebody said has one.

CREATE TABLE absence_reasons (
    org_id   {{id}}   NOT NULL REFERENCES organizations (id),
    name     TEXT     NOT NULL CHECK (name <> ''),
    concerns TEXT     NOT NULL CHECK (concerns IN ('student', 'instructor', 'both')),
    counts   {{bool}} NOT NULL,          -- against the attendance of whom it is said of
    PRIMARY KEY (org_id, name)
) {{strict}};

INSERT INTO absence_reasons (org_id, name, concerns, counts)
SELECT o.id, r.name, r.concerns, r.counts
  FROM organizations o CROSS JOIN
       (SELECT 'No notice' AS name, 'both' AS concerns, TRUE AS counts
        UNION ALL SELECT 'Sick', 'both', TRUE
        UNION ALL SELECT 'Holiday or closure', 'both', FALSE
        UNION ALL SELECT 'School event', 'student', FALSE
        UNION ALL SELECT 'Technical trouble', 'both', FALSE
        UNION ALL SELECT 'No substitute found', 'instructor', TRUE) r;

-- Minutes after the start from which whoever comes in is late.
ALTER TABLE organizations ADD COLUMN late_minutes {{i64}} NOT NULL DEFAULT 5;

-- A person without a row is not recorded. Reasons are copied, so that a list that changes later changes nothing here.
CREATE TABLE attendance (
    org_id     {{id}}   NOT NULL,
    session_id {{id}}   NOT NULL,
    seat       TEXT     NOT NULL CHECK (seat IN ('instructor', 'student')),
    status     TEXT     NOT NULL CHECK (status IN ('attended', 'late', 'missed')),
    reason     TEXT,
    counts     {{bool}} NOT NULL DEFAULT TRUE,
    noted_by   {{id}},
    noted_at   {{ts}}   NOT NULL,
    PRIMARY KEY (org_id, session_id, seat),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, noted_by)   REFERENCES people (org_id, id),
    CHECK (reason IS NULL OR status = 'missed')
) {{strict}};

-- What "Needs your attention" asks for: somebody missed a session, and nobody said why.
CREATE INDEX attendance_unexplained ON attendance (org_id, session_id) WHERE status = 'missed' AND reason IS NULL;

-- Sessions that are over already: what their outcome says of both.
INSERT INTO attendance (org_id, session_id, seat, status, reason, counts, noted_at)
SELECT org_id, id, 'instructor', CASE WHEN outcome = 'missed by instructor' THEN 'missed' ELSE 'attended' END,
       NULL, TRUE, ended_at
  FROM sessions WHERE ended_at IS NOT NULL AND outcome <> 'cancelled'
UNION ALL
SELECT org_id, id, 'student', CASE WHEN outcome = 'completed' THEN 'attended' ELSE 'missed' END,
       CASE WHEN outcome = 'missed by instructor' THEN 'Instructor absent' END, outcome <> 'missed by instructor', ended_at
  FROM sessions WHERE ended_at IS NOT NULL AND outcome <> 'cancelled';
