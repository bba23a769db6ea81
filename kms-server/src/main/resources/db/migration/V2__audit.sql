-- The audit log of each server: its entries, the head of its Merkle tree (so that appending costs no reading), the
-- certificates of the key that signs its heads, and the signed heads.

CREATE TABLE audit_log (
    server VARCHAR(43) NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    tip VARCHAR(43) NOT NULL,
    subtrees TEXT NOT NULL
);

CREATE TABLE audit_entry (
    server VARCHAR(43) NOT NULL REFERENCES audit_log (server),
    position BIGINT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (server, position)
);

CREATE TABLE audit_key (
    server VARCHAR(43) NOT NULL REFERENCES audit_log (server),
    public_key VARCHAR(43) NOT NULL,
    hsm VARCHAR(43) NOT NULL,
    certificate TEXT NOT NULL,
    PRIMARY KEY (server, public_key, hsm)
);

CREATE TABLE audit_head (
    server VARCHAR(43) NOT NULL REFERENCES audit_log (server),
    size BIGINT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (server, size)
);
