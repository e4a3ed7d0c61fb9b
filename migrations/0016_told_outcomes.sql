-- A session that no classroom saw ends by somebody's word. It counts as open from its planned start, and as ended at its
-- planned end or, if that came first, when it was said.

ALTER TABLE sessions ADD COLUMN outcome_from TEXT NOT NULL DEFAULT 'presence'
    CHECK (outcome_from = 'presence' OR (outcome_from = 'word' AND outcome <> 'cancelled'));
