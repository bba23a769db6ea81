-- A server begins another log when it finds the one before shorter than, or other than, it remembers: SERVER/2, SERVER/3. So the
-- name of a log is longer than a thumbprint. (SQLite cannot change a column, so the tables are made anew.)

ALTER TABLE audit_head RENAME TO audit_head_before;
ALTER TABLE audit_key RENAME TO audit_key_before;
ALTER TABLE audit_entry RENAME TO audit_entry_before;
ALTER TABLE audit_log RENAME TO audit_log_before;

DROP INDEX audit_entry_who;
DROP INDEX audit_entry_domain;

CREATE TABLE audit_log (
    server VARCHAR(64) NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    tip VARCHAR(43) NOT NULL,
    subtrees TEXT NOT NULL
);

CREATE TABLE audit_entry (
    server VARCHAR(64) NOT NULL REFERENCES audit_log (server),
    position BIGINT NOT NULL,
    who VARCHAR(43) NOT NULL,
    domain VARCHAR(36),
    time BIGINT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (server, position)
);

CREATE TABLE audit_key (
    server VARCHAR(64) NOT NULL REFERENCES audit_log (server),
    public_key VARCHAR(43) NOT NULL,
    hsm VARCHAR(43) NOT NULL,
    certificate TEXT NOT NULL,
    PRIMARY KEY (server, public_key, hsm)
);

CREATE TABLE audit_head (
    server VARCHAR(64) NOT NULL REFERENCES audit_log (server),
    size BIGINT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (server, size)
);

INSERT INTO audit_log (server, size, tip, subtrees) SELECT server, size, tip, subtrees FROM audit_log_before;
INSERT INTO audit_entry (server, position, who, domain, time, entry)
    SELECT server, position, who, domain, time, entry FROM audit_entry_before;
INSERT INTO audit_key (server, public_key, hsm, certificate)
    SELECT server, public_key, hsm, certificate FROM audit_key_before;
INSERT INTO audit_head (server, size, note) SELECT server, size, note FROM audit_head_before;

DROP TABLE audit_head_before;
DROP TABLE audit_key_before;
DROP TABLE audit_entry_before;
DROP TABLE audit_log_before;

CREATE INDEX audit_entry_who ON audit_entry (who, time);

CREATE INDEX audit_entry_domain ON audit_entry (domain, time);
