-- What happens in a classroom and stays: the session's record, and the boards.

-- One line for each thing that happened, in order: what was said, shown, switched and locked.
CREATE TABLE happenings (
    org_id     {{id}}  NOT NULL,
    session_id {{id}}  NOT NULL,
    seq        {{i64}} NOT NULL CHECK (seq > 0),
    at         {{ts}}  NOT NULL,
    seat       TEXT CHECK (seat IN ('instructor', 'student')),  -- whose doing; the server's when none
    kind       TEXT    NOT NULL,
    what       TEXT    NOT NULL,                                -- JSON, as browsers are told it
    PRIMARY KEY (org_id, session_id, seq),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
) {{strict}};

-- The newest of a kind says how the stage stands after a restart.
CREATE INDEX happenings_by_kind ON happenings (org_id, session_id, kind, seq);

-- The boards of a student in a program, edit by edit: they go on from session to session, and the edits of one
-- session can be played again.
CREATE TABLE board_edits (
    org_id     {{id}}    NOT NULL,
    student_id {{id}}    NOT NULL,
    program_id {{id}}    NOT NULL,
    board      TEXT      NOT NULL CHECK (board IN ('draw', 'write')),
    n          {{i64}}   NOT NULL CHECK (n > 0),   -- counts the edits of a board without gaps
    session_id {{id}}    NOT NULL,
    by_id      {{id}}    NOT NULL,
    at         {{ts}}    NOT NULL,
    edit       {{bytes}} NOT NULL,                 -- a yjs update, version 1
    PRIMARY KEY (org_id, student_id, program_id, board, n),
    FOREIGN KEY (org_id, student_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, program_id) REFERENCES programs (org_id, id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, by_id)      REFERENCES people (org_id, id)
) {{strict}};

CREATE INDEX board_edits_of_session ON board_edits (org_id, session_id, board, n);

-- Each client of a document is one person's: edits in another's name are refused.
CREATE TABLE board_clients (
    org_id     {{id}}  NOT NULL,
    student_id {{id}}  NOT NULL,
    program_id {{id}}  NOT NULL,
    board      TEXT    NOT NULL,
    client     {{i64}} NOT NULL,
    user_id    {{id}}  NOT NULL,
    PRIMARY KEY (org_id, student_id, program_id, board, client),
    FOREIGN KEY (org_id, student_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, program_id) REFERENCES programs (org_id, id),
    FOREIGN KEY (org_id, user_id)    REFERENCES people (org_id, id)
) {{strict}};

-- The whole of a board now and then, so that it opens without all its edits.
CREATE TABLE board_states (
    org_id     {{id}}    NOT NULL,
    student_id {{id}}    NOT NULL,
    program_id {{id}}    NOT NULL,
    board      TEXT      NOT NULL,
    upto       {{i64}}   NOT NULL,
    state      {{bytes}} NOT NULL,
    PRIMARY KEY (org_id, student_id, program_id, board, upto),
    FOREIGN KEY (org_id, student_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, program_id) REFERENCES programs (org_id, id)
) {{strict}};
