-- Messages between two people of an organization. A thread with a student is read along by the student's parents and by
-- admins, who are not among its members.

CREATE TABLE threads (
    org_id     {{id}} NOT NULL,
    id         {{id}} NOT NULL,
    one_id     {{id}} NOT NULL,       -- the smaller of the two
    other_id   {{id}} NOT NULL,
    student_id {{id}},                -- the one of the two who is a student, as it was when they began to write
    created_at {{ts}} NOT NULL,
    last_at    {{ts}} NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, one_id)     REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, other_id)   REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, student_id) REFERENCES people (org_id, id),
    CHECK (one_id < other_id),
    CHECK (student_id IS NULL OR student_id = one_id OR student_id = other_id)
) {{strict}};

CREATE UNIQUE INDEX threads_one_of_a_pair ON threads (org_id, one_id, other_id);
CREATE INDEX threads_of_student ON threads (org_id, student_id, last_at) WHERE student_id IS NOT NULL;

CREATE TABLE thread_members (
    org_id    {{id}}  NOT NULL,
    person_id {{id}}  NOT NULL,
    thread_id {{id}}  NOT NULL,
    last_at   {{ts}}  NOT NULL,       -- as threads.last_at, for a list by time
    unread    {{i64}} NOT NULL DEFAULT 0 CHECK (unread >= 0),
    PRIMARY KEY (org_id, person_id, thread_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id),
    FOREIGN KEY (org_id, thread_id) REFERENCES threads (org_id, id)
) {{strict}};

CREATE INDEX thread_members_by_time ON thread_members (org_id, person_id, last_at);
-- Every page counts what its reader has not read.
CREATE INDEX thread_members_unread ON thread_members (org_id, person_id) WHERE unread > 0;

CREATE TABLE messages (
    org_id    {{id}} NOT NULL,
    id        {{id}} NOT NULL,
    thread_id {{id}} NOT NULL,
    author_id {{id}} NOT NULL,
    body      TEXT   NOT NULL CHECK (body <> ''),
    sent_at   {{ts}} NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, thread_id) REFERENCES threads (org_id, id),
    FOREIGN KEY (org_id, author_id) REFERENCES people (org_id, id)
) {{strict}};

CREATE INDEX messages_of_thread ON messages (org_id, thread_id, sent_at);
CREATE INDEX messages_of_author ON messages (org_id, author_id, sent_at);
-- nothing that was written to a child can be unwritten
{{append_only messages}}

-- A mail about messages waits a little, so that what is written meanwhile goes with it.
CREATE TABLE thread_mails (
    org_id      {{id}} NOT NULL,
    thread_id   {{id}} NOT NULL,
    delivery_id {{id}} NOT NULL,
    PRIMARY KEY (org_id, delivery_id),
    FOREIGN KEY (org_id, thread_id)   REFERENCES threads (org_id, id),
    FOREIGN KEY (org_id, delivery_id) REFERENCES deliveries (org_id, id)
) {{strict}};

CREATE INDEX thread_mails_of_thread ON thread_mails (org_id, thread_id);
