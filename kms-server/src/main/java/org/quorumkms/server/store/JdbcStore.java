package org.quorumkms.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.quorumkms.errors.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store over JDBC. SQLite: one writer whose transactions begin as writing ones, so that none is refused half-way,
 * and readers beside it (write-ahead log); every commit is synchronous.
 */
public final class JdbcStore implements Store {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String SETTINGS = "?journal_mode=WAL&synchronous=FULL&busy_timeout=10000&foreign_keys=on";
    private static final int READERS = 4;

    private final HikariDataSource writer;
    private final HikariDataSource reader;
    private final Jdbi writing;
    private final Jdbi reading;

    private JdbcStore(HikariDataSource writer, HikariDataSource reader) {
        this.writer = writer;
        this.reader = reader;
        this.writing = Jdbi.create(writer);
        this.reading = Jdbi.create(reader);
    }

    /** Opens an SQLite database file, making it or bringing its schema up to date. */
    public static JdbcStore openSqlite(Path file) {
        String url = SQLITE + file.toAbsolutePath();
        HikariDataSource writer = null;
        try {
            writer = pool(url + SETTINGS + "&transaction_mode=IMMEDIATE", 1, false);
            migrate(writer);
            return new JdbcStore(writer, pool(url + SETTINGS + "&open_mode=1", READERS, true));
        } catch (FlywayException | com.zaxxer.hikari.pool.HikariPool.PoolInitializationException e) {
            if (writer != null) {
                writer.close();
            }
            LOG.debug("opening the store", e);
            throw new RefusedException(
                    "The store " + file + " cannot be opened: it is damaged, made by a newer version,"
                            + " or not writable. Restore it from a backup, or run with --debug to see more.");
        }
    }

    @Override
    public <T> T read(Function<Tables, T> work) {
        return inTransaction(reading, work);
    }

    @Override
    public <T> T write(Function<Tables, T> work) {
        return inTransaction(writing, work);
    }

    private static <T> T inTransaction(Jdbi jdbi, Function<Tables, T> work) {
        try {
            return jdbi.inTransaction(handle -> work.apply(new JdbcTables(handle)));
        } catch (JdbiException e) {
            LOG.error("the store failed", e);
            throw new RefusedException(
                    "The server's store failed, and nothing was changed. See the server's log, and try again.");
        }
    }

    private static HikariDataSource pool(String url, int size, boolean readOnly) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        config.setReadOnly(readOnly);
        config.setPoolName(readOnly ? "readers" : "writer");
        return new HikariDataSource(config);
    }

    private static void migrate(DataSource dataSource) {
        Flyway.configure(JdbcStore.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
    }

    /** The tables over one transaction's handle. */
    private record JdbcTables(Handle handle) implements Tables {

        @Override
        public TrustStore trusts() {
            return new JdbcTrustStore(handle);
        }

        @Override
        public DomainStore domains() {
            return new JdbcDomainStore(handle);
        }

        @Override
        public HsmStore hsms() {
            return new JdbcHsmStore(handle);
        }

        @Override
        public RequestStore requests() {
            return new JdbcRequestStore(handle);
        }
    }
}
