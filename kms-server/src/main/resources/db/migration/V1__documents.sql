-- Every document is kept as the text that was signed. What stands beside it serves look-up and the constraints that
-- make races safe; nothing is decided by it that the document does not say.
-- Portable between SQLite, PostgreSQL and what speaks its protocol: plain types, keys, references, ON CONFLICT; no
-- sequences, triggers, functions, arrays or JSON columns.

CREATE TABLE trust (
    thumbprint VARCHAR(43) NOT NULL PRIMARY KEY,
    id INTEGER NOT NULL,
    predecessor VARCHAR(43) REFERENCES trust (thumbprint),
    payload TEXT NOT NULL
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

-- T6: genesis has one founding branch, and a line has one way forward.
CREATE TABLE way_forward (
    predecessor VARCHAR(43) NOT NULL PRIMARY KEY REFERENCES trust (thumbprint),
    trust VARCHAR(43) NOT NULL UNIQUE REFERENCES trust (thumbprint)
);

-- The newest revision of each Domain (D6).
CREATE TABLE domain (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    name VARCHAR(64) NOT NULL,
    purpose VARCHAR(16) NOT NULL,
    trust VARCHAR(43) NOT NULL REFERENCES trust (thumbprint),
    document TEXT NOT NULL
);

CREATE INDEX domain_name ON domain (name, id);

CREATE TABLE domain_controller (
    domain VARCHAR(36) NOT NULL REFERENCES domain (id),
    controller VARCHAR(43) NOT NULL,
    PRIMARY KEY (domain, controller)
);

CREATE INDEX domain_controller_key ON domain_controller (controller);

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

CREATE TABLE counter (
    name VARCHAR(16) NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
);

INSERT INTO counter (name, last) VALUES ('trust', 1);
