package org.quorumkms.server.store;

import java.io.PrintWriter;
import java.io.Writer;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.KmsException;

/** Connections to a shared database; its user's password is read anew for each, so that it may change while a server runs. */
final class SharedSource implements DataSource {

    private final Driver driver;
    private final String url;
    private final Properties settings;
    private final Supplier<Optional<Passphrase>> password;

    /** Takes the URL, what the driver is set to where the URL does not say it, and who reads the password. */
    SharedSource(String url, Properties settings, Supplier<Optional<Passphrase>> password) {
        this.driver = driver(url);
        this.url = url;
        this.settings = settings;
        this.password = password;
    }

    private static Driver driver(String url) {
        try {
            return DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new IllegalStateException("the driver of checked URLs is there", e);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Properties all = new Properties();
        all.putAll(settings);
        try {
            password.get().ifPresent(secret -> {
                try (secret) {
                    all.setProperty("password", new String(secret.exposed()));
                }
            });
        } catch (KmsException e) {
            throw new SQLException(e.getMessage(), "28P01", e);
        }
        return driver.connect(url, all);
    }

    @Override
    public Connection getConnection(String user, String secret) throws SQLException {
        throw new SQLFeatureNotSupportedException("the user stands in the URL, the password in a file");
    }

    @Override
    public PrintWriter getLogWriter() {
        return new PrintWriter(Writer.nullWriter());
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("nothing is logged here");
    }

    @Override
    public void setLoginTimeout(int seconds) {
        settings.setProperty("loginTimeout", String.valueOf(seconds));
    }

    @Override
    public int getLoginTimeout() {
        return Integer.parseInt(settings.getProperty("loginTimeout", "0"));
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("nothing is logged here");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("this is what it is");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
