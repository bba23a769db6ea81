package org.quorumkms.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.quorumkms.crypto.Passphrase;

/** Pools of connections to a store. */
final class Pools {

    private Pools() {}

    /**
     * Makes one.
     *
     * @param password reads the password of the user in the URL, for each connection anew
     */
    static HikariDataSource of(Engine.PoolSettings settings, Supplier<Optional<Passphrase>> password) {
        HikariConfig config = new HikariConfig();
        config.setMaximumPoolSize(settings.size());
        config.setReadOnly(settings.readOnly());
        config.setPoolName(settings.readOnly() ? "readers" : "writers");
        // A lost store is noticed soon, and tried again by Attempts.
        config.setConnectionTimeout(3_000);
        config.setValidationTimeout(2_000);
        if (settings.isolation().isEmpty()) {
            config.setJdbcUrl(settings.url());
        }
        settings.isolation().ifPresent(isolation -> {
            config.setTransactionIsolation(isolation);
            config.setMinimumIdle(1);
            config.setExceptionOverrideClassName(EvictStandby.class.getName());
            // What the URL says goes before these.
            Properties driver = new Properties();
            driver.setProperty("connectTimeout", "2");
            driver.setProperty("socketTimeout", "15");
            driver.setProperty("tcpKeepAlive", "true");
            driver.setProperty("targetServerType", "primary");
            driver.setProperty("ApplicationName", "quorum-kms");
            config.setDataSource(new SharedSource(settings.url(), driver, password));
        });
        return new HikariDataSource(config);
    }
}
