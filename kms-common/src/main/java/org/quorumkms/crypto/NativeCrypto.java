package org.quorumkms.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Amazon Corretto Crypto Provider, loaded at the first use. It is handed over as an object and never registered:
 * whoever does not ask for it does not get it.
 */
public final class NativeCrypto {

    /** The system property that keeps it from being loaded, when it is {@code false}. */
    public static final String PROPERTY = "org.quorumkms.native";

    private static volatile boolean wanted;

    private NativeCrypto() {}

    /** Returns the provider, unless its native library does not load here or it was turned off. */
    public static Optional<Provider> provider() {
        wanted = true;
        return Loaded.PROVIDER;
    }

    /**
     * Returns the provider if this process asked for it before, and waits while it is being loaded; for few operations, which the JDK has done before the
     * library would be loaded.
     */
    public static Optional<Provider> loaded() {
        return wanted ? Loaded.PROVIDER : Optional.empty();
    }

    /** Begins to load it beside other work, for who will soon want it. */
    public static void prepare() {
        Thread loading = new Thread(NativeCrypto::provider, "native-crypto");
        loading.setDaemon(true);
        loading.start();
    }

    /** Loads once, and says once why it did not. */
    private static final class Loaded {

        static final Optional<Provider> PROVIDER = load();

        private static Optional<Provider> load() {
            Logger log = LoggerFactory.getLogger(NativeCrypto.class);
            if (!Boolean.parseBoolean(System.getProperty(PROPERTY, "true"))) {
                log.info("native cryptography is turned off; the JDK's is used");
                return Optional.empty();
            }
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            Throwable error = provider.getLoadingError();
            if (error != null) {
                log.info("native cryptography does not load here, the JDK's is used: {}", error.toString());
                return Optional.empty();
            }
            return Optional.of(provider);
        }
    }
}
