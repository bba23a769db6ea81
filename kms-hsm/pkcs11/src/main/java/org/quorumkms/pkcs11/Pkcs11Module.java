package org.quorumkms.pkcs11;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;

/**
 * A PKCS#11 module of this process: loaded and initialized once. Its calls run on threads of their own, so that one that never returns
 * takes none of the caller's; it may be begun anew, which ends all sessions of all its tokens.
 */
final class Pkcs11Module {

    /** How long a call may take: longer than any RSA operation, and than the making of a key pair in a slow device. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Map<Path, Pkcs11Module> LOADED = new ConcurrentHashMap<>();

    private final Path path;
    private final Cryptoki functions;
    private final String parameters;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final ExecutorService threads;
    private final ScheduledExecutorService recoveries;
    private volatile @Nullable Pkcs11Exception unusable;
    private final AtomicLong generation = new AtomicLong(1);
    private final Set<TokenName> refusedPins = ConcurrentHashMap.newKeySet();

    private Pkcs11Module(Path path, Cryptoki functions, String parameters) {
        this.path = path;
        this.functions = functions;
        this.parameters = parameters;
        String name = String.valueOf(path.getFileName());
        this.threads = Executors.newCachedThreadPool(task -> daemon(task, name));
        this.recoveries = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, name + "-recovery"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Returns a module, loaded and initialized at its first use.
     *
     * @param parameters what C_Initialize gets as its reserved argument; empty: nothing, as the standard wants
     * @throws RefusedException if there is none, it is none, or it was loaded with other parameters; not if it cannot be initialized
     */
    static Pkcs11Module of(Path path, String parameters) {
        Path whole = path.toAbsolutePath().normalize();
        Pkcs11Module module = LOADED.computeIfAbsent(whole, any -> {
            Pkcs11Module loaded = new Pkcs11Module(whole, Cryptoki.load(whole), parameters);
            try {
                loaded.initialize();
            } catch (Pkcs11Exception e) {
                // Kept in the module: whoever needs a token of it is told at the first call.
            }
            return loaded;
        });
        if (!module.parameters.equals(parameters)) {
            throw new RefusedException(
                    "The PKCS#11 module " + whole + " was initialized with other parameters in this process.");
        }
        return module;
    }

    private void initialize() {
        try {
            functions.initialize(parameters);
            unusable = null;
        } catch (Pkcs11Exception e) {
            unusable = e;
            throw e;
        }
    }

    Path path() {
        return path;
    }

    String parameters() {
        return parameters;
    }

    /** Logs in, one after another: HSMs in the same token would try a wrong PIN at the same time. */
    void loggingIn(Runnable login) {
        synchronized (refusedPins) {
            login.run();
        }
    }

    /** Returns whether a token refused a PIN in this process: it is not tried again here, whoever asks. */
    boolean refusedPin(TokenName token) {
        return refusedPins.contains(token);
    }

    /** Remembers that a token refused a PIN. */
    void pinRefused(TokenName token) {
        refusedPins.add(token);
    }

    /** Returns how often it was begun: what belongs to an earlier one, sessions and handles, is no more. */
    long generation() {
        return generation.get();
    }

    /** Work with the functions of a module. */
    interface Work<T> {
        T with(Cryptoki functions);
    }

    /**
     * Works with the functions, on a thread of the module's.
     *
     * @throws Pkcs11Exception as the functions do
     * @throws HungException if they do not return in time
     */
    <T> T call(Work<T> work) {
        return waitedFor(() -> {
            lock.readLock().lock();
            try {
                Pkcs11Exception failed = unusable;
                if (failed != null) {
                    throw failed;
                }
                return work.with(functions);
            } finally {
                lock.readLock().unlock();
            }
        });
    }

    private <T> T waitedFor(Callable<T> work) {
        Future<T> result = threads.submit(work);
        try {
            return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HungException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HungException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw new IllegalStateException("a call of a PKCS#11 module failed", e.getCause());
        }
    }

    /**
     * Ends it and begins it anew, unless somebody did since: the one recovery that works with every module. Waits for the calls under
     * way, which end first.
     *
     * @param since the generation in which something failed
     * @throws HungException if a call under way does not end
     */
    void restart(long since) {
        waitedFor(() -> {
            if (!lock.writeLock().tryLock(PATIENCE.toMillis() / 2, TimeUnit.MILLISECONDS)) {
                throw new HungException();
            }
            try {
                if (generation.get() == since) {
                    functions.end();
                    initialize();
                    generation.incrementAndGet();
                }
                return generation.get();
            } finally {
                lock.writeLock().unlock();
            }
        });
    }

    /** Does something later; it throws nothing, since nobody would hear of it. */
    void later(Duration delay, Runnable work) {
        var unused = recoveries.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A call did not return in time; its thread is still in the module. */
    static final class HungException extends RuntimeException {

        private static final long serialVersionUID = 1;

        HungException() {
            super("it does not answer");
        }
    }
}
