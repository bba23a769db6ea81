-- Every document is kept as the text that was signed. What stands beside it serves look-up and the constraints that
-- make races safe; nothing is decided by it that the document does not say.
-- Portable between SQLite, PostgreSQL and what speaks its protocol: plain types, keys, references, ON CONFLICT; no
-- sequences, triggers, functions, arrays or JSON columns.

-- proposer and withdrawn are the store's word (T3), shown as such.
CREATE TABLE trust (
    thumbprint VARCHAR(43) NOT NULL PRIMARY KEY,
    id INTEGER NOT NULL,
    predecessor VARCHAR(43) REFERENCES trust (thumbprint),
    payload TEXT NOT NULL,
    proposer VARCHAR(43),
    withdrawn TEXT
);

CREATE INDEX trust_id ON trust (id);

CREATE TABLE trust_signature (
    trust VARCHAR(43) NOT NULL REFERENCES trust (thumbprint),
    kind VARCHAR(32) NOT NULL,
    kid VARCHAR(43) NOT NULL,
    position INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (trust, kind, kid)
);

CREATE TABLE trust_rejection (
    trust VARCHAR(43) NOT NULL REFERENCES trust (thumbprint),
    operator VARCHAR(43) NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (trust, operator)
);

-- T6: genesis has one founding branch, and a line has one way forward.
CREATE TABLE way_forward (
    predecessor VARCHAR(43) NOT NULL PRIMARY KEY REFERENCES trust (thumbprint),
    trust VARCHAR(43) NOT NULL UNIQUE REFERENCES trust (thumbprint)
);

-- The newest revision of each Domain (D6).
CREATE TABLE domain (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    thumbprint VARCHAR(43) NOT NULL,
    name VARCHAR(64) NOT NULL,
    purpose VARCHAR(16) NOT NULL,
    trust VARCHAR(43) NOT NULL REFERENCES trust (thumbprint),
    document TEXT NOT NULL
);

CREATE INDEX domain_name ON domain (name, id);

-- Every revision as it was signed, the newest too: the record of who could use what, and when. Of one that came in by an
-- import only the thumbprint may be known.
CREATE TABLE revision (
    domain VARCHAR(36) NOT NULL REFERENCES domain (id),
    number INTEGER NOT NULL,
    thumbprint VARCHAR(43) NOT NULL,
    changed BIGINT,
    document TEXT,
    PRIMARY KEY (domain, number)
);

CREATE INDEX revision_changed ON revision (domain, changed);

-- Who a Domain's controllers were, by the range of revisions that name them; "until" is the first that does not.
CREATE TABLE domain_controller (
    domain VARCHAR(36) NOT NULL REFERENCES domain (id),
    controller VARCHAR(43) NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (domain, controller, since)
);

CREATE INDEX domain_controller_key ON domain_controller (controller, until);

-- D6: changes of the last day, which are bounded. "asked" is by whom: c a controller, o an operator.
CREATE TABLE domain_change (
    domain VARCHAR(36) NOT NULL REFERENCES domain (id),
    at BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    asked VARCHAR(1) NOT NULL,
    who VARCHAR(43) NOT NULL,
    ring INTEGER NOT NULL,
    PRIMARY KEY (domain, revision)
);

CREATE INDEX domain_change_at ON domain_change (at);

-- Since when a Domain's newest key is active: to find those that are to be rotated, and for nothing else.
CREATE TABLE domain_key (
    domain VARCHAR(36) NOT NULL PRIMARY KEY REFERENCES domain (id),
    since BIGINT NOT NULL
);

-- Orders of operators, with the approvals that they have. "carried_out" is the revision that an order made.
CREATE TABLE domain_order (
    thumbprint VARCHAR(43) NOT NULL PRIMARY KEY,
    domain VARCHAR(36) NOT NULL REFERENCES domain (id),
    number INTEGER,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    payload TEXT NOT NULL,
    proposer VARCHAR(43) NOT NULL,
    carried_out INTEGER,
    withdrawn TEXT
);

CREATE INDEX domain_order_domain ON domain_order (domain, number);

CREATE INDEX domain_order_expires ON domain_order (expires);

CREATE INDEX domain_order_proposer ON domain_order (proposer, created);

CREATE TABLE order_signature (
    domain_order VARCHAR(43) NOT NULL REFERENCES domain_order (thumbprint),
    kid VARCHAR(43) NOT NULL,
    position INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (domain_order, kid)
);

CREATE TABLE order_rejection (
    domain_order VARCHAR(43) NOT NULL REFERENCES domain_order (thumbprint),
    operator VARCHAR(43) NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (domain_order, operator)
);

-- Where to call the servers; a server is its key's thumbprint. Addresses with commas between them.
CREATE TABLE server (
    id VARCHAR(43) NOT NULL PRIMARY KEY,
    addresses TEXT NOT NULL
);

CREATE TABLE hsm (
    fingerprint VARCHAR(43) NOT NULL PRIMARY KEY,
    statement TEXT NOT NULL,
    server VARCHAR(43) NOT NULL REFERENCES server (id)
);

-- An HSM is made outside of any transaction, in one server: its label is reserved first, for one request.
CREATE TABLE hsm_label (
    label VARCHAR(64) NOT NULL PRIMARY KEY,
    request VARCHAR(66) NOT NULL UNIQUE,
    server VARCHAR(43) NOT NULL REFERENCES server (id)
);

-- A request that was answered: repeated, it gets the first answer.
CREATE TABLE request (
    caller VARCHAR(43) NOT NULL,
    id VARCHAR(22) NOT NULL,
    digest VARCHAR(43) NOT NULL,
    answered BIGINT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (caller, id)
);

CREATE INDEX request_answered ON request (answered);

-- "trust": the last number that was allotted; "founded": a system was founded here; "restored": how often this store was
-- put back, which closes the servers that were not opened since (protocol.md section 7).
CREATE TABLE counter (
    name VARCHAR(16) NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
);

INSERT INTO counter (name, last) VALUES ('trust', 1);
INSERT INTO counter (name, last) VALUES ('restored', 0);

-- The audit log of each server: its entries, the head of its Merkle tree (so that appending costs no reading), the
-- certificates of the key that signs its heads, and the signed heads. who, domain and time of an entry are there for looking up;
-- what counts is the entry.

CREATE TABLE audit_log (
    server VARCHAR(43) NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    tip VARCHAR(43) NOT NULL,
    subtrees TEXT NOT NULL
);

CREATE TABLE audit_entry (
    server VARCHAR(43) NOT NULL REFERENCES audit_log (server),
    position BIGINT NOT NULL,
    who VARCHAR(43) NOT NULL,
    domain VARCHAR(36),
    time BIGINT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (server, position)
);

CREATE INDEX audit_entry_who ON audit_entry (who, time);

CREATE INDEX audit_entry_domain ON audit_entry (domain, time);

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
