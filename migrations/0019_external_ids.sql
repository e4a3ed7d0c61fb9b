-- What another system calls a person, and tables of people on their way in.

ALTER TABLE people ADD COLUMN external_id TEXT;

CREATE UNIQUE INDEX people_one_per_external_id ON people (org_id, external_id) WHERE external_id IS NOT NULL;

-- A table that an admin brought, kept for 30 days: to be looked at, gone on with, and explained.
CREATE TABLE imports (
    org_id      {{id}}   NOT NULL REFERENCES organizations (id),
    id          {{id}}   NOT NULL,
    by_id       {{id}}   NOT NULL,
    sheet       TEXT     NOT NULL,           -- the rows as JSON, in the order of writing
    row_count   {{i64}}  NOT NULL,
    created_at  {{ts}}   NOT NULL,
    invites     {{bool}} NOT NULL DEFAULT FALSE,
    started_at  {{ts}},
    moved_at    {{ts}},                      -- when the last rows were written
    finished_at {{ts}},
    done        {{i64}}  NOT NULL DEFAULT 0, -- rows written or refused, in the order of writing
    added       {{i64}}  NOT NULL DEFAULT 0,
    changed     {{i64}}  NOT NULL DEFAULT 0,
    unchanged   {{i64}}  NOT NULL DEFAULT 0,
    invited     {{i64}}  NOT NULL DEFAULT 0,
    refusals    TEXT     NOT NULL,           -- as JSON: which rows were refused, where and why
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, by_id) REFERENCES people (org_id, id),
    CHECK (done BETWEEN 0 AND row_count),
    CHECK (finished_at IS NULL OR started_at IS NOT NULL)
) {{strict}};
