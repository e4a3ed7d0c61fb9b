-- The ledger, the audit trail, terms and acceptances are only ever added to; a stay in the classroom stands once closed.
CREATE TRIGGER credit_entries_never_change BEFORE UPDATE ON credit_entries BEGIN SELECT RAISE(ABORT, 'credit_entries_append_only'); END;
CREATE TRIGGER credit_entries_never_go BEFORE DELETE ON credit_entries BEGIN SELECT RAISE(ABORT, 'credit_entries_append_only'); END;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;
CREATE TRIGGER audit_never_goes BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;
CREATE TRIGGER acceptances_never_change BEFORE UPDATE ON acceptances BEGIN SELECT RAISE(ABORT, 'acceptances_append_only'); END;
CREATE TRIGGER acceptances_never_go BEFORE DELETE ON acceptances BEGIN SELECT RAISE(ABORT, 'acceptances_append_only'); END;
CREATE TRIGGER terms_never_change BEFORE UPDATE ON terms BEGIN SELECT RAISE(ABORT, 'terms_append_only'); END;
CREATE TRIGGER terms_never_go BEFORE DELETE ON terms BEGIN SELECT RAISE(ABORT, 'terms_append_only'); END;
CREATE TRIGGER presences_never_change BEFORE UPDATE ON presences WHEN OLD.left_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'presences_append_only'); END;
CREATE TRIGGER presences_never_go BEFORE DELETE ON presences BEGIN SELECT RAISE(ABORT, 'presences_append_only'); END;
