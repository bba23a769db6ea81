package org.quorumkms.server.manager;

import java.util.function.Function;
import org.quorumkms.server.store.Store;

/** A store at which a server is killed once, or that somebody else reaches first. */
final class FaultyStore implements Store {

    /** What a killed process does not go on after. */
    static final class Killed extends RuntimeException {

        private static final long serialVersionUID = 1;

        Killed() {
            super("killed");
        }
    }

    /** When, at the next writing transaction. */
    enum When {
        /** It is not begun. */
        BEFORE,
        /** All of its work is done, and nothing is committed. */
        BEFORE_COMMIT,
        /** It is committed, and nobody hears of it. */
        AFTER_COMMIT,
        /** Not at all. */
        NEVER
    }

    private final Store behind;
    private When when = When.NEVER;
    private Runnable before = () -> {};

    FaultyStore(Store behind) {
        this.behind = behind;
    }

    /** The store itself: for other servers. */
    Store behind() {
        return behind;
    }

    void kill(When next) {
        when = next;
    }

    /** Does something before the next writing transaction. */
    void first(Runnable work) {
        before = work;
    }

    @Override
    public <T> T read(Function<Tables, T> work) {
        return behind.read(work);
    }

    @Override
    public <T> T write(Function<Tables, T> work) {
        When now = when;
        when = When.NEVER;
        Runnable others = before;
        before = () -> {};
        others.run();
        if (now == When.BEFORE) {
            throw new Killed();
        }
        T result = behind.write(tables -> {
            T done = work.apply(tables);
            if (now == When.BEFORE_COMMIT) {
                throw new Killed();
            }
            return done;
        });
        if (now == When.AFTER_COMMIT) {
            throw new Killed();
        }
        return result;
    }

    @Override
    public void close() {
        behind.close();
    }
}
