-- Recordings of sessions: who agreed, what was recorded, who watched it. The bytes are files beside the database, at
-- recordings/<org_id>/<session_id>/<id of the part>.webm.

ALTER TABLE organizations ADD COLUMN recording_mode TEXT NOT NULL DEFAULT 'off'
    CHECK (recording_mode IN ('off', 'ask', 'always'));
-- How long a recording is kept.
ALTER TABLE organizations ADD COLUMN recording_days {{i64}} NOT NULL DEFAULT 90
    CHECK (recording_days BETWEEN 1 AND 3650);
-- This person is never recorded as a student, whatever the organization's mode.
ALTER TABLE people ADD COLUMN recording_refused {{bool}} NOT NULL DEFAULT FALSE;

-- What was answered to the question whether the session may be recorded; the newest answer for a seat counts.
CREATE TABLE consents (
    org_id       {{id}}  NOT NULL,
    id           {{id}}  NOT NULL,
    session_id   {{id}}  NOT NULL,
    user_id      {{id}}  NOT NULL,               -- who answered: the one on the seat, or the student's parent
    seat         TEXT    NOT NULL CHECK (seat IN ('instructor', 'student')), -- for whom
    answer       TEXT    NOT NULL CHECK (answer IN ('yes', 'no')),
    text_version {{i64}} NOT NULL,               -- of the question as it was read
    asked_at     {{ts}}  NOT NULL,
    answered_at  {{ts}}  NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, user_id)    REFERENCES people (org_id, id)
) {{strict}};

CREATE INDEX consents_of_session ON consents (org_id, session_id, answered_at);

-- One row each time recording was switched on. The row stays when the bytes are erased.
CREATE TABLE recordings (
    org_id      {{id}} NOT NULL,
    id          {{id}} NOT NULL,
    session_id  {{id}} NOT NULL,
    started_at  {{ts}} NOT NULL,
    started_by  {{id}},                          -- none: the organization records always
    stopped_at  {{ts}},
    stopped_why TEXT CHECK (stopped_why IN ('asked', 'refused', 'over', 'full', 'behind', 'failed', 'restart')),
    held_at     {{ts}},                          -- legal hold: not erased while it is set
    held_by     {{id}},
    erased_at   {{ts}},                          -- from here on it is not shown; its parts go with their files
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, started_by) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, held_by)    REFERENCES people (org_id, id),
    CHECK ((stopped_at IS NULL) = (stopped_why IS NULL)),
    CHECK ((held_at IS NULL) = (held_by IS NULL)),
    CHECK (erased_at IS NULL OR (stopped_at IS NOT NULL AND held_at IS NULL))
) {{strict}};

CREATE UNIQUE INDEX recordings_one_on ON recordings (org_id, session_id) WHERE stopped_at IS NULL;
CREATE INDEX recordings_of_session ON recordings (org_id, session_id);

-- One row for each file: written before the file is made.
CREATE TABLE recording_parts (
    org_id       {{id}}   NOT NULL,
    id           {{id}}   NOT NULL,
    recording_id {{id}}   NOT NULL,
    seat         TEXT     NOT NULL CHECK (seat IN ('instructor', 'student')),
    source       TEXT     NOT NULL CHECK (source IN ('person', 'screen')), -- camera and microphone, or the screen
    generation   {{i64}}  NOT NULL,              -- of the seat's connection
    number       {{i64}}  NOT NULL,              -- counts the files of one connection and source
    started_at   {{ts}}   NOT NULL,              -- where the file's time zero is on everybody's timeline
    has_sound    {{bool}} NOT NULL,
    has_picture  {{bool}} NOT NULL,
    bytes        {{i64}}  NOT NULL DEFAULT 0,
    lasts_ms     {{i64}},                        -- none: not known, because the end was not written
    ended_at     {{ts}},
    failure      TEXT,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, recording_id) REFERENCES recordings (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX recording_parts_once
    ON recording_parts (org_id, recording_id, seat, source, generation, number);

-- Who watched what. It outlives the recording.
CREATE TABLE recording_views (
    org_id     {{id}} NOT NULL,
    session_id {{id}} NOT NULL,
    part_id    {{id}} NOT NULL,
    user_id    {{id}} NOT NULL,
    viewed_at  {{ts}} NOT NULL,
    PRIMARY KEY (org_id, part_id, user_id, viewed_at),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, user_id)    REFERENCES people (org_id, id)
) {{strict}};

CREATE INDEX recording_views_of_session ON recording_views (org_id, session_id, viewed_at);

{{append_only consents}}
{{append_only recording_views}}
