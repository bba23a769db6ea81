package org.quorumkms.audit;

/** Takes a log, piece by piece: certificates first, then entries in their order, each head behind the entries it has. */
public interface LogSink {

    /** Takes an HSM's certificate of a key that signs heads. */
    void key(String certificate);

    /** Takes the next entry. */
    void entry(String text);

    /** Takes a signed head of all entries that were given. */
    void head(String note);
}
