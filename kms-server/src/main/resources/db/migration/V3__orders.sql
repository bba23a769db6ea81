-- Orders of operators, with the approvals that they have. "carried_out" is the revision that an order made; the HSMs see it
-- in the Domain itself, and it is kept here too, so that an order is carried out once even if a Domain's row is rolled back.

CREATE TABLE domain_order (
    thumbprint VARCHAR(43) NOT NULL PRIMARY KEY,
    domain VARCHAR(36) NOT NULL REFERENCES domain (id),
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    payload TEXT NOT NULL,
    carried_out INTEGER
);

CREATE INDEX domain_order_domain ON domain_order (domain);

CREATE TABLE order_signature (
    domain_order VARCHAR(43) NOT NULL REFERENCES domain_order (thumbprint),
    kid VARCHAR(43) NOT NULL,
    position INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (domain_order, kid)
);

-- Since when a Domain's newest key is active: to find those that are to be rotated, and for nothing else.
CREATE TABLE domain_key (
    domain VARCHAR(36) NOT NULL PRIMARY KEY REFERENCES domain (id),
    since BIGINT NOT NULL
);
