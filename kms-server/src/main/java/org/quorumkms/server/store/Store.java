package org.quorumkms.server.store;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The database. All work happens in transactions: reading ones see one state, and of writing ones all or nothing is
 * kept, on disk before {@link #write} returns.
 *
 * <p>When other servers were faster, or the connection is lost, a transaction is carried out again, for at most
 * {@link JdbcStore#PATIENCE}; so the work given decides by what it reads in its transaction, and does nothing else. A
 * connection lost during the commit leaves open whether it took place: whoever must know asks in the same transaction
 * whether it was done before.
 *
 * <p>Both throw {@link org.quorumkms.errors.TryAgainException} when the database cannot be reached, and
 * {@link org.quorumkms.errors.RefusedException} when it cannot do the work; nothing is changed then.
 */
public interface Store extends AutoCloseable {

    /** What a transaction sees. */
    interface Tables {
        /** Returns the Trusts. */
        TrustStore trusts();

        /** Returns the Domains. */
        DomainStore domains();

        /** Returns the orders. */
        OrderStore orders();

        /** Returns the HSMs. */
        HsmStore hsms();

        /** Returns the servers. */
        ServerStore servers();

        /** Returns the answered requests. */
        RequestStore requests();

        /** Returns the roll calls. */
        RollCallStore rollCalls();

        /** Returns how often this store was put back from a backup, or by its own tools. */
        int restored();

        /** Notes that this store was put back: it closes the servers that were not opened since. */
        int restoredOnce();

        /** Returns the audit logs. */
        AuditStore audit();
    }

    /** Reads in one transaction. */
    <T> T read(Function<Tables, T> work);

    /** Reads and writes in one transaction; what throws changes nothing. */
    <T> T write(Function<Tables, T> work);

    /** Reads and writes in one transaction, of which nothing comes back; what throws changes nothing. */
    default void change(Consumer<Tables> work) {
        write(tables -> {
            work.accept(tables);
            return true;
        });
    }

    @Override
    void close();
}
