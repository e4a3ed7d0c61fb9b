-- The ledger, the audit trail and acceptances are only ever added to.
CREATE TRIGGER credit_entries_never_change BEFORE UPDATE ON credit_entries BEGIN SELECT RAISE(ABORT, 'credit_entries_append_only'); END;
CREATE TRIGGER credit_entries_never_go BEFORE DELETE ON credit_entries BEGIN SELECT RAISE(ABORT, 'credit_entries_append_only'); END;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;
CREATE TRIGGER audit_never_goes BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;
CREATE TRIGGER acceptances_never_change BEFORE UPDATE ON acceptances BEGIN SELECT RAISE(ABORT, 'acceptances_append_only'); END;
CREATE TRIGGER acceptances_never_go BEFORE DELETE ON acceptances BEGIN SELECT RAISE(ABORT, 'acceptances_append_only'); END;
