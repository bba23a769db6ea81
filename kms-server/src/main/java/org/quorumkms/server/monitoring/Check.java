package org.quorumkms.server.monitoring;

/**
 * How it stands with one thing that a server needs.
 *
 * @param name what: one word
 * @param state how
 * @param words what there is to say, for people: what is wrong and what to do
 */
record Check(String name, State state, String words) {

    /** How it stands. */
    enum State {
        /** As it should be. */
        OK,
        /** It serves, and not all. */
        LIMITED,
        /** It does not serve, or soon will not. */
        FAILING
    }

    static Check ok(String name, String words) {
        return new Check(name, State.OK, words);
    }

    static Check limited(String name, String words) {
        return new Check(name, State.LIMITED, words);
    }

    static Check failing(String name, String words) {
        return new Check(name, State.FAILING, words);
    }
}
