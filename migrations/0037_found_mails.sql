-- An admin's dashboard counts the mails that did not arrive, and their list shows them newest first: as few rows as there
-- are such, however many went well before.
CREATE INDEX deliveries_by_state ON deliveries (org_id, state, created_at);
-- What a person was owed before: whether their account has an invitation on its way.
CREATE INDEX deliveries_of_recipient ON deliveries (org_id, recipient_id, kind);
