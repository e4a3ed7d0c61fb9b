-- Who of the families finds all instructors, and which fields about an instructor everyone reads who finds them.

ALTER TABLE organizations ADD COLUMN families_may_browse {{bool}} NOT NULL DEFAULT FALSE;
ALTER TABLE profile_fields ADD COLUMN for_everyone {{bool}} NOT NULL DEFAULT FALSE
    CHECK (NOT for_everyone OR (role = 'instructor' AND readers = 'family'));
