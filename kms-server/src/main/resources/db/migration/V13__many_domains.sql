-- Operators' Domains among a million of others, and what is still under a Trust: both without reading through all.
CREATE INDEX domain_purpose ON domain (purpose, id);

CREATE INDEX domain_trust ON domain (trust, id);
