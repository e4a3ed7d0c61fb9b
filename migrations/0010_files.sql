-- Portfolios: the files of each person, and which of them were shared in a session. The bytes are in the storage, under
-- random names; rows hold what pages show.

-- What an organization grants, in megabytes. Made with the first upload, which is why a missing row means the defaults;
-- it is also the guard row at which uploads of one organization queue up, so that no two fill the same space.
CREATE TABLE file_allowances (
    org_id          {{id}}  NOT NULL PRIMARY KEY REFERENCES organizations (id),
    person_mb       {{i64}} NOT NULL DEFAULT 500   CHECK (person_mb BETWEEN 0 AND 100000),
    organization_mb {{i64}} NOT NULL DEFAULT 50000 CHECK (organization_mb BETWEEN 0 AND 10000000)
) {{strict}};

CREATE TABLE files (
    org_id     {{id}}    NOT NULL REFERENCES organizations (id),
    id         {{id}}    NOT NULL,
    owner_id   {{id}}    NOT NULL,
    name       TEXT      NOT NULL CHECK (name <> ''),
    kind       TEXT      NOT NULL CHECK (kind IN ('jpeg', 'png', 'svg', 'pdf', 'docx')), -- by content, never by name
    bytes      {{i64}}   NOT NULL CHECK (bytes > 0),
    sha256     {{bytes}} NOT NULL,
    width      {{i64}},                     -- of pictures, in pixels
    height     {{i64}},
    object     TEXT      NOT NULL,          -- its name in the storage
    created_at {{ts}}    NOT NULL,
    removed_at {{ts}},                      -- left the portfolio; kept for the sessions it was shared in
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, owner_id) REFERENCES people (org_id, id),
    CHECK ((width IS NULL) = (height IS NULL))
) {{strict}};

CREATE UNIQUE INDEX files_one_per_object ON files (object);
-- A portfolio is read newest first, and summed up at each upload.
CREATE INDEX files_of_owner ON files (org_id, owner_id, created_at);

CREATE TABLE session_files (
    org_id     {{id}} NOT NULL,
    session_id {{id}} NOT NULL,
    file_id    {{id}} NOT NULL,
    shared_by  {{id}} NOT NULL,
    shared_at  {{ts}} NOT NULL,
    how        TEXT   NOT NULL CHECK (how IN ('chat', 'board', 'prepared')),
    PRIMARY KEY (org_id, session_id, file_id),
    FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
    FOREIGN KEY (org_id, file_id)    REFERENCES files (org_id, id),
    FOREIGN KEY (org_id, shared_by)  REFERENCES people (org_id, id)
) {{strict}};

-- Removal asks where a file is shared.
CREATE INDEX session_files_of_file ON session_files (org_id, file_id);

-- Objects in the storage that no file names: on their way in, or to be deleted. Written before the bytes are, so that
-- a crash leaves nothing that nobody knows of.
CREATE TABLE loose_objects (
    org_id {{id}}   NOT NULL REFERENCES organizations (id),
    object TEXT     NOT NULL,
    since  {{ts}}   NOT NULL,
    doomed {{bool}} NOT NULL,               -- nobody will name it any more
    PRIMARY KEY (org_id, object)
) {{strict}};

CREATE INDEX loose_objects_by_age ON loose_objects (since);
