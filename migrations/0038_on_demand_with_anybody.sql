-- Whether a student who waits is met by anybody who is there, and not by their own instructors alone.

ALTER TABLE organizations ADD COLUMN on_demand_with_anybody {{bool}} NOT NULL DEFAULT FALSE;
