package org.quorumkms.it.system;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Where the servers keep their state, and what can be done to it from outside. */
public interface Database {

    /** Returns the options of init and join. */
    List<String> options();

    /** Returns whether several servers can share it. */
    boolean isShared();

    /** Kills it with -9, and starts it again. */
    void crash() throws IOException, InterruptedException;

    /**
     * Connects to it, as whoever edits it does.
     *
     * @param home the home of the first server
     */
    default Connection connect(Path home) throws SQLException {
        throw new IllegalStateException("this database is not edited");
    }

    /** The home's own file. */
    static Database sqlite() {
        return new Database() {
            @Override
            public List<String> options() {
                return List.of();
            }

            @Override
            public boolean isShared() {
                return false;
            }

            @Override
            public void crash() {
                throw new IllegalStateException("an SQLite file does not run");
            }

            @Override
            public Connection connect(Path home) throws SQLException {
                return DriverManager.getConnection(
                        "jdbc:sqlite:" + home.resolve("store.sqlite") + "?busy_timeout=10000");
            }
        };
    }

    /** A PostgreSQL that runs as long as the test. */
    static Database of(EmbeddedPostgres postgres) {
        return new Database() {
            @Override
            public List<String> options() {
                return List.of("--store", postgres.getJdbcUrl("postgres", "postgres"));
            }

            @Override
            public boolean isShared() {
                return true;
            }

            @Override
            public void crash() {
                throw new IllegalStateException("this PostgreSQL is not killed");
            }

            @Override
            public Connection connect(Path home) throws SQLException {
                return postgres.getPostgresDatabase().getConnection();
            }
        };
    }

    /**
     * A PostgreSQL that scripts/lib/postgres.sh made.
     *
     * @param cluster its folder, beside which the password is
     * @param url its JDBC URL
     * @param crash what kills and starts it, a line of shell that knows the functions of that file
     */
    static Database scripted(Path cluster, String url, String crash) {
        return new Database() {
            @Override
            public List<String> options() {
                return List.of("--store", url, "--store-password-file", cluster + ".password");
            }

            @Override
            public boolean isShared() {
                return true;
            }

            @Override
            public void crash() throws IOException, InterruptedException {
                List<String> command = new ArrayList<>(List.of("bash", "-c"));
                command.add("set -euo pipefail; . "
                        + Path.of(System.getProperty("project.root", "."))
                                .toAbsolutePath()
                                .resolve("scripts/lib/postgres.sh")
                        + "; " + crash);
                Process process = new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                if (process.waitFor() != 0) {
                    throw new IllegalStateException("failed: " + crash);
                }
            }
        };
    }
}
