-- Requests: a family asks for a session, or for another time of one, and its instructor answers. Where a request stands
-- follows from these facts: its answer, a proposal, and when it runs out.

ALTER TABLE organizations ADD COLUMN parents_may_request {{bool}} NOT NULL DEFAULT TRUE;
ALTER TABLE organizations ADD COLUMN students_may_request {{bool}} NOT NULL DEFAULT FALSE;

CREATE TABLE requests (
    org_id             {{id}}  NOT NULL,
    id                 {{id}}  NOT NULL,
    moves_id           {{id}},                 -- the session that is to be at another time; none: a new one
    instructor_id      {{id}}  NOT NULL,
    student_id         {{id}}  NOT NULL,
    program_id         {{id}}  NOT NULL,
    subject            TEXT    NOT NULL,
    description        TEXT    NOT NULL,
    minutes            {{i64}} NOT NULL CHECK (minutes BETWEEN 5 AND 480),
    zone               TEXT    NOT NULL,       -- the asker's: the session's, when it comes to one
    first_start        {{ts}}  NOT NULL,       -- when it would suit, as preferred
    second_start       {{ts}},
    third_start        {{ts}} CHECK (third_start IS NULL OR second_start IS NOT NULL),
    asked_by           {{id}}  NOT NULL,
    asked_at           {{ts}}  NOT NULL,
    proposed_start     {{ts}},                 -- the other time that was proposed last
    proposed_by        {{id}} CHECK ((proposed_by IS NULL) = (proposed_start IS NULL)),
    proposed_at        {{ts}} CHECK ((proposed_at IS NULL) = (proposed_start IS NULL)),
    proposed_words     TEXT,
    expires_at         {{ts}}  NOT NULL,       -- 72 hours after asking or proposing, 24 before the last start: what is first
    answer             TEXT CHECK (answer IN ('accepted', 'declined', 'withdrawn', 'expired')),
    answered_at        {{ts}} CHECK ((answered_at IS NULL) = (answer IS NULL)),
    answered_by        {{id}},                 -- none: the server
    reason             TEXT CHECK (answer IS NULL OR (answer = 'declined') = (reason IS NOT NULL)),
    session_id         {{id}} CHECK (answer IS NULL OR (answer = 'accepted') = (session_id IS NOT NULL)), -- what came of it
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, moves_id)      REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, instructor_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, student_id)    REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, program_id)    REFERENCES programs (org_id, id),
    FOREIGN KEY (org_id, asked_by)      REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, proposed_by)   REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, answered_by)   REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, session_id)    REFERENCES sessions (org_id, id)
) {{strict}};

CREATE INDEX requests_by_time ON requests (org_id, asked_at);
CREATE INDEX requests_of_instructor ON requests (org_id, instructor_id, asked_at);
CREATE INDEX requests_of_student ON requests (org_id, student_id, asked_at);
CREATE INDEX requests_of_asker ON requests (org_id, asked_by, asked_at);
-- who else waits for a time of an instructor: few at once
CREATE INDEX requests_open ON requests (org_id, instructor_id) WHERE answer IS NULL;
-- what has run out, for the worker
CREATE INDEX requests_due ON requests (expires_at) WHERE answer IS NULL;

-- Which event told of which request: mails and notifications find it by that. The outbox row is swept out before.
CREATE TABLE request_tellings (
    org_id     {{id}}  NOT NULL,
    event_id   {{i64}} NOT NULL,
    request_id {{id}}  NOT NULL,
    PRIMARY KEY (org_id, event_id),
    FOREIGN KEY (org_id, request_id) REFERENCES requests (org_id, id)
) {{strict}};

CREATE INDEX request_tellings_of_request ON request_tellings (org_id, request_id);
