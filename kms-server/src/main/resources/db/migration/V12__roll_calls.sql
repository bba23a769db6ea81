-- Calls to all operators for a sign of life, and the answers, as they were signed.

CREATE TABLE roll_call (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    asked BIGINT NOT NULL,
    operator VARCHAR(43) NOT NULL
);

CREATE INDEX roll_call_asked ON roll_call (asked);

CREATE INDEX roll_call_operator ON roll_call (operator, asked);

CREATE TABLE roll_call_answer (
    roll_call VARCHAR(36) NOT NULL REFERENCES roll_call (id),
    operator VARCHAR(43) NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (roll_call, operator)
);
