package org.quorumkms.cli;

/** What a command prints on standard output. */
public enum Format {
    /** For people: aligned tables. */
    text,
    /** One JSON document with stable field names, and nothing else. */
    json
}
