package org.quorumkms.server.store;

import java.util.function.Function;

/**
 * The database. All work happens in transactions: reading ones see one state, and of writing ones all or nothing is
 * kept, on disk before {@link #write} returns.
 */
public interface Store extends AutoCloseable {

    /** What a transaction sees. */
    interface Tables {
        /** Returns the Trusts. */
        TrustStore trusts();

        /** Returns the Domains. */
        DomainStore domains();

        /** Returns the HSMs. */
        HsmStore hsms();

        /** Returns the answered requests. */
        RequestStore requests();
    }

    /** Reads in one transaction. */
    <T> T read(Function<Tables, T> work);

    /** Reads and writes in one transaction; what throws changes nothing. */
    <T> T write(Function<Tables, T> work);

    @Override
    void close();
}
