package org.quorumkms.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.quorumkms.net.Address;
import org.quorumkms.net.Timeouts;
import org.slf4j.LoggerFactory;

/**
 * How a {@link KmsClient} works. Each method returns changed options and leaves these as they are:
 *
 * <pre>{@code
 * KmsOptions options = KmsOptions.usual().answerWithin(Duration.ofSeconds(2)).tryFor(Duration.ZERO);
 * }</pre>
 */
public final class KmsOptions {

    private static final KmsOptions USUAL =
            new KmsOptions(List.of(), Timeouts.USUAL, Optional.empty(), LoggerFactory.getLogger(KmsClient.class)::info);

    private final List<Address> servers;
    private final Timeouts timeouts;
    private final Optional<DataKeyCaching> caching;
    private final Consumer<String> notes;

    private KmsOptions(
            List<Address> servers, Timeouts timeouts, Optional<DataKeyCaching> caching, Consumer<String> notes) {
        this.servers = servers;
        this.timeouts = timeouts;
        this.caching = caching;
        this.notes = notes;
    }

    /**
     * Returns what the programs use: the servers that the home knows; 5 seconds for a connection, 20 for an answer, a call that met
     * a server which broke off or was busy tried again for 20 seconds; no data key kept; notes logged (SLF4J, level info).
     */
    public static KmsOptions usual() {
        return USUAL;
    }

    /**
     * Calls these servers instead of those that the home knows. Which are accepted does not change: those that a Trust vouches for.
     *
     * @param addresses each {@code HOST:PORT}, the preferred one first
     */
    public KmsOptions withServers(String... addresses) {
        return new KmsOptions(List.of(addresses).stream().map(Address::parse).toList(), timeouts, caching, notes);
    }

    /** Waits so long for a connection to each address: 1 ms to 1 hour. */
    public KmsOptions connectWithin(Duration time) {
        return with(new Timeouts(time, timeouts.answer(), timeouts.patience()));
    }

    /** Waits so long for each answer: 1 ms to 1 hour. A silent server is noticed after twice this time. */
    public KmsOptions answerWithin(Duration time) {
        return with(new Timeouts(timeouts.connect(), time, timeouts.patience()));
    }

    /**
     * Tries a call again for so long, at this and the other servers, where a server broke off or was busy; zero to 1 hour. What
     * cannot be reached at all is not waited for.
     */
    public KmsOptions tryFor(Duration time) {
        return with(new Timeouts(timeouts.connect(), timeouts.answer(), time));
    }

    /** Keeps data keys for many small records: read there what that costs. */
    public KmsOptions caching(DataKeyCaching limits) {
        return new KmsOptions(servers, timeouts, Optional.of(limits), notes);
    }

    /** Tells somebody what a person should know and is no result, in whole sentences: that a home cannot be written. */
    public KmsOptions notes(Consumer<String> told) {
        return new KmsOptions(servers, timeouts, caching, told);
    }

    private KmsOptions with(Timeouts changed) {
        return new KmsOptions(servers, changed, caching, notes);
    }

    List<Address> servers() {
        return servers;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    Optional<DataKeyCaching> caching() {
        return caching;
    }

    Consumer<String> notes() {
        return notes;
    }
}
