-- How an organization looks: a colour of its own, and a logo. The logo's bytes are in the storage, under a random name.

ALTER TABLE organizations ADD COLUMN accent TEXT CHECK (LENGTH(accent) = 7);   -- #0b5563
ALTER TABLE organizations ADD COLUMN logo_object TEXT;
ALTER TABLE organizations ADD COLUMN logo_kind TEXT CHECK (logo_kind IN ('jpeg', 'png', 'svg'));
ALTER TABLE organizations ADD COLUMN logo_bytes {{i64}} CHECK (logo_bytes > 0);
-- names it in its address: by its content, so that a browser may keep it for ever
ALTER TABLE organizations ADD COLUMN logo_tag TEXT CHECK ((logo_tag IS NULL) = (logo_object IS NULL)
    AND (logo_kind IS NULL) = (logo_object IS NULL) AND (logo_bytes IS NULL) = (logo_object IS NULL));
