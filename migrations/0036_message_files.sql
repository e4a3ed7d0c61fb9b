-- Files of portfolios that go with a message. They stay with it when they leave the portfolio.

CREATE TABLE message_files (
    org_id     {{id}} NOT NULL,
    thread_id  {{id}} NOT NULL,
    message_id {{id}} NOT NULL,
    file_id    {{id}} NOT NULL,
    PRIMARY KEY (org_id, thread_id, message_id, file_id),
    FOREIGN KEY (org_id, thread_id)  REFERENCES threads (org_id, id),
    FOREIGN KEY (org_id, message_id) REFERENCES messages (org_id, id),
    FOREIGN KEY (org_id, file_id)    REFERENCES files (org_id, id)
) {{strict}};

-- Removal asks where a file is.
CREATE INDEX message_files_of_file ON message_files (org_id, file_id);
{{append_only message_files}}
