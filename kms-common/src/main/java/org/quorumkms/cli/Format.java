package org.quorumkms.cli;

/** What a command prints on standard output. */
public enum Format {
    /** For people: aligned tables. */
    text,
    /** One JSON document with stable field names, and nothing else. */
    json,
    /** Rows for a table program (RFC 4180): of {@code access} alone. */
    csv
}
