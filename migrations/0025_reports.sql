-- What is asked after a session: the report of its instructor, and the survey of its student. A form is never changed: another
-- one takes its place, so that what was answered keeps the questions it answers.

CREATE TABLE forms (
    org_id     {{id}}  NOT NULL REFERENCES organizations (id),
    id         {{id}}  NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('report', 'survey')),
    program_id {{id}},                     -- none: for every program without a form of its own
    version    {{i64}} NOT NULL CHECK (version > 0),
    made_at    {{ts}}  NOT NULL,
    made_by    {{id}},                     -- none: the form that this program comes with
    retired_at {{ts}},                     -- none: it is in force
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, program_id) REFERENCES programs (org_id, id),
    FOREIGN KEY (org_id, made_by)    REFERENCES people (org_id, id)
) {{strict}};

CREATE UNIQUE INDEX forms_one_of_program ON forms (org_id, kind, program_id)
    WHERE retired_at IS NULL AND program_id IS NOT NULL;
CREATE UNIQUE INDEX forms_one_for_all ON forms (org_id, kind) WHERE retired_at IS NULL AND program_id IS NULL;

CREATE TABLE form_questions (
    org_id   {{id}}   NOT NULL,
    form_id  {{id}}   NOT NULL,
    position {{i64}}  NOT NULL CHECK (position > 0),
    kind     TEXT     NOT NULL CHECK (kind IN ('heading', 'scale of 5', 'scale of 4', 'nps', 'yes or no', 'choice', 'choices', 'text')),
    words    TEXT     NOT NULL CHECK (words <> ''),
    choices  TEXT     NOT NULL DEFAULT '', -- one a line
    required {{bool}} NOT NULL,
    audience TEXT     NOT NULL CHECK (audience IN ('family', 'instructor', 'admins')),
    faces    {{bool}} NOT NULL,
    PRIMARY KEY (org_id, form_id, position),
    FOREIGN KEY (org_id, form_id) REFERENCES forms (org_id, id)
) {{strict}};

{{append_only form_questions}}

-- A draft until it is filed. A survey may be skipped instead.
CREATE TABLE reports (
    org_id         {{id}}   NOT NULL,
    id             {{id}}   NOT NULL,
    session_id     {{id}}   NOT NULL,
    kind           TEXT     NOT NULL CHECK (kind IN ('report', 'survey')),
    form_id        {{id}}   NOT NULL,
    by_id          {{id}}   NOT NULL,      -- who answers
    for_id         {{id}}   NOT NULL,      -- whom it is about
    saved_at       {{ts}}   NOT NULL,
    filed_at       {{ts}},
    skipped_at     {{ts}},
    is_low         {{bool}} NOT NULL DEFAULT FALSE, -- it holds a low rating, and admins were told
    unlocked_until {{ts}},                 -- an admin lets it be written however late it is
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, form_id)    REFERENCES forms (org_id, id),
    FOREIGN KEY (org_id, by_id)      REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, for_id)     REFERENCES people (org_id, id),
    CHECK (by_id <> for_id)
) {{strict}};

CREATE UNIQUE INDEX reports_one_of_each ON reports (org_id, session_id, kind, by_id, for_id);
CREATE INDEX reports_unlocked ON reports (org_id, by_id) WHERE unlocked_until IS NOT NULL;

-- Whom an answer is for is copied from its question: who may not read it does not find it.
CREATE TABLE report_answers (
    org_id    {{id}}  NOT NULL,
    report_id {{id}}  NOT NULL,
    position  {{i64}} NOT NULL,
    audience  TEXT    NOT NULL CHECK (audience IN ('family', 'instructor', 'admins')),
    answer    TEXT    NOT NULL CHECK (answer <> ''),
    PRIMARY KEY (org_id, report_id, position),
    FOREIGN KEY (org_id, report_id) REFERENCES reports (org_id, id)
) {{strict}};

-- When an instructor is reminded of a report that is missing: planned when the session ended, taken once.
CREATE TABLE report_reminders (
    org_id     {{id}}  NOT NULL,
    session_id {{id}}  NOT NULL,
    number     {{i64}} NOT NULL CHECK (number IN (1, 2)),
    due_at     {{ts}}  NOT NULL,
    done_at    {{ts}},                     -- the worker took it: its event is in the outbox since the same moment
    PRIMARY KEY (org_id, session_id, number),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
) {{strict}};

CREATE INDEX report_reminders_due ON report_reminders (due_at) WHERE done_at IS NULL;

CREATE TABLE report_settings (
    org_id          {{id}}   NOT NULL REFERENCES organizations (id),
    mailed_families {{bool}} NOT NULL,     -- shared answers are mailed when a report is filed
    PRIMARY KEY (org_id)
) {{strict}};
