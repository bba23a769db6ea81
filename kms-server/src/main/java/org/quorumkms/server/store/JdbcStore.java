package org.quorumkms.server.store;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.server.sqlite.SqliteFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store over JDBC: an SQLite file, or a database that speaks PostgreSQL's protocol and that servers share. */
public final class JdbcStore implements Store {

    /** How long a lost connection is tried again before a call is refused. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);
    private static final Pattern POSTGRESQL = Pattern.compile("jdbc:postgresql://[^\\s]+");
    private static final Pattern PASSWORD = Pattern.compile("(?i)[?&](password|sslpassword)=|://[^/?]*@");

    private final Engine engine;
    private final HikariDataSource writer;
    private final HikariDataSource reader;
    private final Jdbi writing;
    private final Jdbi reading;
    private final ParsedTrusts parsed = new ParsedTrusts();
    private final Reach reach = new Reach();

    private JdbcStore(Engine engine, HikariDataSource writer, HikariDataSource reader) {
        this.engine = engine;
        this.writer = writer;
        this.reader = reader;
        this.writing = Jdbi.create(writer);
        this.reading = Jdbi.create(reader);
    }

    /** Opens an SQLite database file, making it or bringing its schema up to date. */
    public static JdbcStore openSqlite(Path file) {
        makeOwnersOnly(file);
        return open(
                SqliteFile.url(file),
                Optional::empty,
                failure -> SqliteFile.whyNot(
                        "the store " + file, failure, "Restore it from a backup: kms-server restore."));
    }

    /** SQLite would make it for all to read; what it makes beside it gets the same permission. */
    private static void makeOwnersOnly(Path file) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException there) {
            LOG.debug("the store {} is there", file);
        } catch (IOException e) {
            throw new RefusedException("The store " + file + " cannot be made. Look at its folder and its disk.");
        }
    }

    /**
     * Opens a shared database, making its tables or bringing them up to date.
     *
     * @param url checked by {@link #requireShared}
     * @param password reads the password of the user in the URL, for each connection anew; none where the database asks for none
     */
    public static JdbcStore openShared(String url, Supplier<Optional<Passphrase>> password) {
        return open(requireShared(url), password, failure -> OpenFailure.sentence(url, failure));
    }

    /** Checks the form of the URL of a shared database: PostgreSQL's, without a password in it. */
    public static String requireShared(String url) {
        if (PASSWORD.matcher(url).find()) {
            throw new UsageException("The store's URL holds a password, which others could read. Put it in an"
                    + " owner-only file and name that with --store-password-file.");
        }
        if (!POSTGRESQL.matcher(url).matches()) {
            throw new UsageException(
                    "A shared store is a PostgreSQL database. Write --store 'jdbc:postgresql://HOST:PORT/DATABASE?user=USER'.");
        }
        return url;
    }

    private static JdbcStore open(
            String url, Supplier<Optional<Passphrase>> password, Function<Throwable, String> refusal) {
        Engine engine = Engine.of(url);
        HikariDataSource writer = null;
        try {
            writer = Pools.of(engine.writer(url), password);
            requireThisEdition(writer);
            migrate(writer);
            return new JdbcStore(engine, writer, Pools.of(engine.reader(url), password));
        } catch (RefusedException otherVersion) {
            if (writer != null) {
                writer.close();
            }
            throw otherVersion;
        } catch (FlywayException | HikariPool.PoolInitializationException e) {
            if (writer != null) {
                writer.close();
            }
            LOG.debug("opening the store", e);
            throw new RefusedException(refusal.apply(e));
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

    /** Looks at the bare rows, in one reading transaction. */
    public <T> T inspect(Function<StoreInspection, T> work) {
        return readOnce(handle -> work.apply(new StoreInspection(engine, handle)));
    }

    /** Runs work over a bare connection of a reading transaction, once: it has effects elsewhere. */
    <T> T readOnce(Function<Handle, T> work) {
        return new Attempts(engine, reach).once(() -> reading.inTransaction(work::apply));
    }

    /** Runs work over a bare connection of a writing transaction, once: it reads what can be read once only. */
    <T> T writeOnce(Function<Handle, T> work) {
        return new Attempts(engine, reach).once(() -> writing.inTransaction(work::apply));
    }

    private <T> T inTransaction(Jdbi jdbi, Function<Tables, T> work) {
        return new Attempts(engine, reach)
                .run(() -> jdbi.inTransaction(handle -> work.apply(new JdbcTables(handle, parsed))));
    }

    /** What the first edition made has its first migration, which is not here any more. */
    private static void requireThisEdition(DataSource dataSource) {
        boolean earlier = Jdbi.create(dataSource).withHandle(handle -> {
            try {
                return handle.createQuery("SELECT COUNT(*) FROM flyway_schema_history WHERE version = '1'")
                                .mapTo(Long.class)
                                .one()
                        > 0;
            } catch (JdbiException newDatabase) {
                LOG.debug("the store has no history yet", newDatabase);
                return false;
            }
        });
        if (earlier) {
            throw new RefusedException("The store was made by an earlier edition, which this one does not read."
                    + " Begin with an empty one.");
        }
    }

    private static void requireNoNewer(Flyway schema) {
        for (MigrationInfo one : schema.info().all()) {
            if (one.getState() == MigrationState.FUTURE_SUCCESS || one.getState() == MigrationState.FUTURE_FAILED) {
                throw new RefusedException(
                        "The store was made by a newer version of Quorum KMS (its schema has version "
                                + one.getVersion() + "). Start that version here; nothing was changed.");
            }
        }
    }

    private static void migrate(DataSource dataSource) {
        Flyway schema = Flyway.configure(JdbcStore.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                // Also those of a newer version, which this one does not know.
                .ignoreMigrationPatterns(new String[0])
                .load();
        requireNoNewer(schema);
        schema.migrate();
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
    }

    /** The tables over one transaction's handle. */
    private record JdbcTables(Handle handle, ParsedTrusts parsed) implements Tables {

        @Override
        public TrustStore trusts() {
            return new JdbcTrustStore(handle, parsed);
        }

        @Override
        public DomainStore domains() {
            return new JdbcDomainStore(handle);
        }

        @Override
        public OrderStore orders() {
            return new JdbcOrderStore(handle);
        }

        @Override
        public HsmStore hsms() {
            return new JdbcHsmStore(handle);
        }

        @Override
        public ServerStore servers() {
            return new JdbcServerStore(handle);
        }

        @Override
        public RequestStore requests() {
            return new JdbcRequestStore(handle);
        }

        @Override
        public RollCallStore rollCalls() {
            return new JdbcRollCallStore(handle);
        }

        @Override
        public int restored() {
            return handle.createQuery("SELECT last FROM counter WHERE name = 'restored'")
                    .mapTo(Integer.class)
                    .findOne()
                    .orElse(0);
        }

        @Override
        public int restoredOnce() {
            handle.execute("UPDATE counter SET last = last + 1 WHERE name = 'restored'");
            return restored();
        }

        @Override
        public AuditStore audit() {
            return new JdbcAuditStore(handle);
        }
    }
}
