-- Sign-ins of students that a parent began from their own, for a browser that a family shares.

CREATE TABLE family_sign_ins (
    org_id     {{id}}  NOT NULL,
    sign_in_id {{id}}  NOT NULL,
    parent_id  {{id}}  NOT NULL,
    parent_rev {{i64}} NOT NULL, -- the parent's security revision then: what ends the parent's sign-ins ends these too
    PRIMARY KEY (org_id, sign_in_id),
    FOREIGN KEY (org_id, sign_in_id) REFERENCES sign_ins (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, parent_id)  REFERENCES people (org_id, id)
) {{strict}};

CREATE INDEX family_sign_ins_of_parent ON family_sign_ins (org_id, parent_id);
