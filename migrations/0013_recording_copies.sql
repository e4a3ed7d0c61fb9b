-- Why a recording is under legal hold, and copies of recordings to take along.

ALTER TABLE recordings ADD COLUMN held_why TEXT;

-- One MP4 of a recording, asked for by somebody who may watch it. Its file is beside the parts, named by the recording.
CREATE TABLE recording_copies (
    org_id       {{id}}  NOT NULL,
    recording_id {{id}}  NOT NULL,
    asked_by     {{id}}  NOT NULL,
    asked_at     {{ts}}  NOT NULL,
    made_at      {{ts}},
    bytes        {{i64}},
    failure      TEXT CHECK (failure IN ('broken', 'full', 'pieces')),
    PRIMARY KEY (org_id, recording_id),
    FOREIGN KEY (org_id, recording_id) REFERENCES recordings (org_id, id),
    FOREIGN KEY (org_id, asked_by)     REFERENCES people (org_id, id),
    CHECK ((made_at IS NULL) = (bytes IS NULL)),
    CHECK (made_at IS NULL OR failure IS NULL)
) {{strict}};
