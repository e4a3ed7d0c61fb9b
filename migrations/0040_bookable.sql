-- What may be booked: where sessions take place, how far back they are logged, what must be said about them, and how many
-- minutes before its start a classroom opens.

ALTER TABLE organizations ADD COLUMN has_classroom {{bool}} NOT NULL DEFAULT TRUE;
ALTER TABLE organizations ADD COLUMN has_in_person {{bool}} NOT NULL DEFAULT TRUE;
ALTER TABLE organizations ADD COLUMN has_links {{bool}} NOT NULL DEFAULT TRUE CHECK (has_classroom OR has_in_person OR has_links);
ALTER TABLE organizations ADD COLUMN log_days {{i64}} NOT NULL DEFAULT 90 CHECK (log_days BETWEEN 0 AND 365);
ALTER TABLE organizations ADD COLUMN needs_subject {{bool}} NOT NULL DEFAULT FALSE;
ALTER TABLE organizations ADD COLUMN needs_description {{bool}} NOT NULL DEFAULT FALSE;
ALTER TABLE organizations ADD COLUMN early_minutes {{i64}} NOT NULL DEFAULT 15 CHECK (early_minutes BETWEEN 0 AND 60);
-- the organization's number as it was when the session was made: its mails have named it
ALTER TABLE sessions ADD COLUMN early_minutes {{i64}} NOT NULL DEFAULT 15;
