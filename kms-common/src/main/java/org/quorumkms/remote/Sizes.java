package org.quorumkms.remote;

/** The bounds of what is said over the wire, in characters where nothing else is said. */
final class Sizes {

    /** One signed document (protocol.md section 3), with what JSON puts around it. */
    static final int DOCUMENT = (1 << 20) + 4096;

    /** A signed request, of four short members (protocol.md section 10). */
    static final int REQUEST = 8 * 1024;

    /** The thumbprints of as many revisions as a Domain can have, in base64url. */
    static final int THUMBPRINTS = 3 << 20;

    /** A host's name with a port: RFC 1035, 2.3.4, and what stands around it. */
    static final int ADDRESS = 300;

    /** What a store says in words: a reason, a state. */
    static final int WORDS = 4096;

    /** How many servers an answer names. */
    static final int SERVERS = 64;

    private Sizes() {}
}
