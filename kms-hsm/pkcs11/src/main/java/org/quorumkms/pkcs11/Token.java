package org.quorumkms.pkcs11;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.trust.HsmKeys;

/**
 * A token in a module: one login, a pool of sessions, the handles of the keys that are used. When it goes away it is begun anew; what
 * it was doing is done once more, since signing and decrypting change nothing. While it is away calls are refused at once.
 */
final class Token {

    private static final Duration WAIT_FOR_SESSION = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Pkcs11Module module;
    private final TokenName name;
    private final Pin pin;
    private final TokenEvents events;
    private final Object opening = new Object();
    private final AtomicReference<@Nullable String> away = new AtomicReference<>();
    private final Map<KeyId, BigInteger> used = new HashMap<>();
    private volatile @Nullable Open open;
    private volatile @Nullable HsmKeys hsm;

    /** What there is of it since the module was begun. */
    private static final class Open {

        private final long generation;
        private final long slot;
        private final TokenInfo info;
        private final Semaphore free;
        private final Deque<Long> idle = new ArrayDeque<>();
        private final Map<KeyId, Long> handles;

        Open(long generation, long slot, TokenInfo info, Map<KeyId, Long> handles) {
            this.generation = generation;
            this.slot = slot;
            this.info = info;
            this.free = new Semaphore(info.sessions());
            this.handles = handles;
        }

        long handle(KeyId key) {
            Long handle = handles.get(key);
            if (handle == null) {
                throw new GoneException("its keys are not there");
            }
            return handle;
        }

        synchronized @Nullable Long idle() {
            return idle.poll();
        }

        synchronized void give(long session) {
            idle.push(session);
        }
    }

    /** Takes where it is, how its PIN is found, and who is told of what happens to it. */
    Token(TokenName name, Pin pin, TokenEvents events) {
        this.module = Pkcs11Module.of(name.module(), name.parameters());
        this.name = name;
        this.pin = pin;
        this.events = events;
    }

    /** Says which HSM its keys are of, for who is told. */
    void is(HsmKeys keys) {
        this.hsm = keys;
    }

    /** Work in a session. */
    interface Work<T> {
        T in(Cryptoki functions, long session);
    }

    /** Work in a session with a key. */
    interface KeyWork<T> {
        T with(Cryptoki functions, long session, ToLongFunction<KeyId> keys);
    }

    /** Returns why it is away; empty: it is there. */
    Optional<String> away() {
        return Optional.ofNullable(away.get());
    }

    TokenInfo info() {
        return there(() -> module.call(functions -> opened(functions).info));
    }

    boolean has(Mechanism mechanism) {
        return module.call(functions -> functions.has(opened(functions).slot, mechanism));
    }

    /** Opens it, where it is there and takes its PIN; where not, it is away from the beginning, and looked for. */
    void begin() {
        try {
            module.call(functions -> opened(functions).slot);
        } catch (RefusedException e) {
            refuses(e);
        } catch (Pkcs11Exception | GoneException | Pkcs11Module.HungException e) {
            goes(String.valueOf(e.getMessage()));
        }
    }

    /** Says which keys are used: they are looked for, and held against their moduli, whenever the module was begun. */
    void use(TokenPair... pairs) {
        synchronized (used) {
            for (TokenPair pair : pairs) {
                used.put(pair.id(), pair.modulus());
            }
        }
        open = null;
    }

    /** Works with keys, in a session of the pool. */
    <T> T keys(KeyWork<T> work) {
        return recovering(() -> module.call(functions -> {
            Open now = opened(functions);
            return pooled(functions, now, session -> work.with(functions, session, now::handle));
        }));
    }

    /** Works in a session that may write; it is closed afterwards. */
    <T> T writing(Work<T> work) {
        return there(() -> module.call(functions -> {
            Open now = opened(functions);
            long session = functions.openSession(now.slot, true);
            try {
                return work.in(functions, session);
            } finally {
                functions.closeSession(session);
            }
        }));
    }

    /** For who is told at once: nothing is tried again. */
    private <T> T there(Attempt<T> attempt) {
        try {
            return attempt.make();
        } catch (Pkcs11Exception | GoneException | Pkcs11Module.HungException e) {
            throw new RefusedException(
                    "Token " + name.label() + " of " + module.path() + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private interface InSession<T> {
        T in(long session);
    }

    private static <T> T pooled(Cryptoki functions, Open now, InSession<T> work) {
        try {
            if (!now.free.tryAcquire(WAIT_FOR_SESSION.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TryAgainException("The HSM is busy. Try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryAgainException("The HSM is busy. Try again.");
        }
        try {
            Long idle = now.idle();
            long session = idle == null ? functions.openSession(now.slot, false) : idle;
            try {
                T result = work.in(session);
                now.give(session);
                return result;
            } catch (Pkcs11Exception e) {
                // An operation may be unfinished in it.
                functions.closeSession(session);
                throw e;
            } catch (RuntimeException e) {
                // What was given does not verify: the session is as it was.
                now.give(session);
                throw e;
            }
        } finally {
            now.free.release();
        }
    }

    private interface Attempt<T> {
        T make();
    }

    /** Does it, and once more where the token went away and is back when the module is begun anew. */
    private <T> T recovering(Attempt<T> attempt) {
        String reason = away.get();
        if (reason != null) {
            throw unavailable(reason);
        }
        long generation = module.generation();
        try {
            return attempt.make();
        } catch (Pkcs11Exception e) {
            if (!e.isLost() && !e.isAmbiguous()) {
                throw e;
            }
        } catch (GoneException e) {
            // Beginning anew heals this as it heals a lost session.
            return anew(generation, attempt);
        } catch (Pkcs11Module.HungException e) {
            throw goes(String.valueOf(e.getMessage()));
        } catch (RefusedException e) {
            throw refuses(e);
        }
        return anew(generation, attempt);
    }

    private <T> T anew(long generation, Attempt<T> attempt) {
        try {
            module.restart(generation);
            return attempt.make();
        } catch (Pkcs11Exception | GoneException | Pkcs11Module.HungException e) {
            throw goes(String.valueOf(e.getMessage()));
        } catch (RefusedException e) {
            throw refuses(e);
        }
    }

    /** A wrong PIN, another key: what does not change by itself, and what the token counts. Nothing is tried any more. */
    private ElsewhereException refuses(RefusedException why) {
        // It stands in a sentence.
        String words = String.valueOf(why.getMessage()).replaceFirst("\\.$", "");
        if (!words.equals(away.getAndSet(words))) {
            told(keys -> events.gone(keys, words));
        }
        return unavailable(words);
    }

    private ElsewhereException goes(String why) {
        if (away.compareAndSet(null, why)) {
            told(keys -> events.gone(keys, why));
            module.later(FIRST_PAUSE, () -> recover(FIRST_PAUSE));
        }
        return unavailable(why);
    }

    /** Of keys that are no HSM's yet, nobody is told. */
    private void told(Consumer<HsmKeys> news) {
        HsmKeys keys = hsm;
        if (keys != null) {
            news.accept(keys);
        }
    }

    private ElsewhereException unavailable(String why) {
        HsmKeys keys = hsm;
        String label = keys == null ? "in token " + name.label() : keys.label();
        return new ElsewhereException("HSM " + label + " is unavailable: " + why
                + ". Call another server that holds one of the Trust's HSMs, or try again.");
    }

    /** Tries to begin anew, and again after twice the pause; a wrong PIN ends the tries, since the token counts them. */
    private void recover(Duration pause) {
        try {
            module.restart(module.generation());
            module.call(functions -> opened(functions).slot);
            away.set(null);
            told(events::back);
        } catch (RefusedException e) {
            refuses(e);
        } catch (RuntimeException e) {
            // Whatever it was, the next try may find it gone.
            again(pause);
        }
    }

    private void again(Duration pause) {
        Duration next = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        module.later(next, () -> recover(next));
    }

    /** Opens it, once for each time that the module was begun. */
    private Open opened(Cryptoki functions) {
        Open now = open;
        if (now != null && now.generation == module.generation()) {
            return now;
        }
        synchronized (opening) {
            now = open;
            if (now == null || now.generation != module.generation()) {
                now = reopened(functions);
                open = now;
            }
            return now;
        }
    }

    private Open reopened(Cryptoki functions) {
        long slot = slot(functions);
        TokenInfo info = functions.tokenInfo(slot);
        long session = functions.openSession(slot, false);
        boolean kept = false;
        try {
            module.loggingIn(() -> login(functions, session, info));
            Map<KeyId, Long> handles = new HashMap<>();
            for (Map.Entry<KeyId, BigInteger> key : expected().entrySet()) {
                handles.put(key.getKey(), found(functions, session, key.getKey(), key.getValue()));
            }
            Open opened = new Open(module.generation(), slot, info, handles);
            // The session that logged in stays: with the last one the login ends.
            opened.give(session);
            kept = true;
            return opened;
        } finally {
            if (!kept) {
                functions.closeSession(session);
            }
        }
    }

    private Map<KeyId, BigInteger> expected() {
        synchronized (used) {
            return Map.copyOf(used);
        }
    }

    private long slot(Cryptoki functions) {
        List<Long> found = new ArrayList<>();
        for (long slot : functions.slots()) {
            TokenInfo info = functions.tokenInfo(slot);
            if (info.label().equals(name.label())
                    && (name.serial().isEmpty() || info.serial().equals(name.serial()))) {
                found.add(slot);
            }
        }
        if (found.isEmpty()) {
            throw new GoneException("there is no token " + name.label());
        }
        if (found.size() > 1) {
            throw new RefusedException("There are several tokens with the label " + name.label() + " in "
                    + module.path() + ". Give each its own label.");
        }
        return found.get(0);
    }

    private void login(Cryptoki functions, long session, TokenInfo info) {
        if (info.has(Ck.CKF_USER_PIN_LOCKED)) {
            throw new RefusedException("The PIN of token " + name.label() + " is locked. Have its officer unlock it.");
        }
        if (info.has(Ck.CKF_USER_PIN_FINAL_TRY)) {
            throw new RefusedException("Token " + name.label()
                    + " has one try for its PIN left, which is not spent here. Log in once with the maker's tool.");
        }
        if (info.has(Ck.CKF_PROTECTED_AUTHENTICATION_PATH)) {
            functions.login(session, null);
            return;
        }
        TokenName known = name.withSerial(info.serial());
        if (module.refusedPin(known)) {
            throw refusedPin("it was tried once");
        }
        try (SecretBytes secret = pin.of(known)
                .orElseThrow(() -> new RefusedException("Token " + name.label()
                        + " wants a PIN. Name a file that holds it: --pin-file FILE, or KMS_PIN_FILE."))) {
            functions.login(session, secret);
            pin.accepted(known);
        } catch (Pkcs11Exception e) {
            if (e.code() == Ck.CKR_PIN_INCORRECT || e.code() == Ck.CKR_PIN_LOCKED) {
                module.pinRefused(known);
                pin.refused(known);
                throw refusedPin(e.getMessage());
            }
            throw e;
        }
    }

    private RefusedException refusedPin(@Nullable String how) {
        return new RefusedException("Token " + name.label() + " refused its PIN (" + how
                + "), which is tried once only: a token locks itself after few. Mend the PIN, then start again.");
    }

    private static long found(Cryptoki functions, long session, KeyId key, BigInteger modulus) {
        List<Long> handles = functions.find(session, key.attributes(Ck.CKO_PRIVATE_KEY));
        if (handles.size() != 1) {
            throw new GoneException("its keys are not there");
        }
        byte[] there = functions.attribute(session, handles.get(0), Ck.CKA_MODULUS);
        if (!new BigInteger(1, there).equals(modulus)) {
            throw new RefusedException("The token holds another key under the id of this HSM's. Do not use it.");
        }
        return handles.get(0);
    }

    /** The token or its keys are not where they were. */
    private static final class GoneException extends RuntimeException {

        private static final long serialVersionUID = 1;

        GoneException(String why) {
            super(why);
        }
    }
}
