-- An organization's own words at the beginning of a kind of mail. Without a row stand the usual ones.

CREATE TABLE mail_texts (
    org_id     {{id}} NOT NULL REFERENCES organizations (id),
    kind       TEXT   NOT NULL CHECK (kind <> ''),
    subject    TEXT   CHECK (subject <> ''),
    opening    TEXT   NOT NULL CHECK (opening <> ''),
    changed_at {{ts}} NOT NULL,
    PRIMARY KEY (org_id, kind)
) {{strict}};
