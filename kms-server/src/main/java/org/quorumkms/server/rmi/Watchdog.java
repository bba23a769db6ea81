package org.quorumkms.server.rmi;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.quorumkms.net.Address;
import org.quorumkms.net.Dialer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says again and again that a server answers: it calls itself as a client does, up to the end of the TLS handshake. Whoever hears
 * nothing any more (systemd, sd_watchdog_enabled(3)) starts it anew.
 */
public final class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final String MICROSECONDS = "WATCHDOG_USEC";
    private static final int AGAIN_MILLIS = 2_000;

    private final Dialer dialer;
    private final Address address;
    private final Runnable alive;

    /**
     * Takes how it is called, where, and what says that it answered.
     *
     * @param dialer with the server's own key, which accepts that key only
     */
    public Watchdog(Dialer dialer, Address address, Runnable alive) {
        this.dialer = dialer;
        this.address = address;
        this.alive = alive;
    }

    /** Returns how often the environment asks for a sign of life: four times in what systemd waits; empty if it does not. */
    public static Optional<Duration> period(Map<String, String> environment) {
        String said = environment.getOrDefault(MICROSECONDS, "");
        // A number of microseconds that fits: nobody else sets it.
        return said.matches("[1-9][0-9]{5,14}")
                ? Optional.of(Duration.of(Long.parseLong(said) / 4, ChronoUnit.MICROS))
                : Optional.empty();
    }

    /** Begins, in a thread that ends with the program. */
    public void start(Duration period) {
        Thread thread = new Thread(() -> beat(period), "watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    private void beat(Duration period) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean answered = answers();
                if (answered) {
                    alive.run();
                }
                TimeUnit.MILLISECONDS.sleep(answered ? period.toMillis() : Math.min(period.toMillis(), AGAIN_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the server answers now. */
    boolean answers() {
        try {
            dialer.peer(address);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("the server at {} does not answer itself: {}", address, e.toString());
            return false;
        }
    }
}
