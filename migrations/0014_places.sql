-- Where a session takes place: in the classroom here, in a room somewhere, or at an address elsewhere on the web.

ALTER TABLE sessions ADD COLUMN place TEXT NOT NULL DEFAULT 'classroom' CHECK (place IN ('classroom', 'in person', 'link'));
ALTER TABLE sessions ADD COLUMN location TEXT CHECK ((place = 'in person') = (location IS NOT NULL));
ALTER TABLE sessions ADD COLUMN meeting_address TEXT CHECK ((place = 'link') = (meeting_address IS NOT NULL));
