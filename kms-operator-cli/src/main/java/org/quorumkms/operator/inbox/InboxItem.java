package org.quorumkms.operator.inbox;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.quorumkms.signed.Thumbprint;

/**
 * Something that waits for an operator, that it proposed or approved, or that ended.
 *
 * @param kind what it is
 * @param what what would bring it further
 * @param id what a person names it by: a Trust's number, an order's or a Domain's id; {@code --all}: several Domains
 * @param thumbprint of a Trust or an order, what is approved; of a Domain, the Trust that it should move to
 * @param title what it is about, in one line
 * @param by the approval key of whoever proposed it, as the server says
 * @param note what its proposer says
 * @param since when it was made
 * @param until when it ends by itself
 * @param state for whom it waits
 * @param why why it waits, or ended; may be empty
 */
public record InboxItem(
        Kind kind,
        What what,
        String id,
        Optional<Thumbprint> thumbprint,
        String title,
        Optional<Thumbprint> by,
        Optional<String> note,
        Optional<Instant> since,
        Optional<Instant> until,
        State state,
        String why) {

    private static final int REFERENCE = 8;

    /** What an item is. */
    public enum Kind {
        /** A proposed Trust. */
        TRUST,
        /** An order. */
        ORDER,
        /** A roll call. */
        ROLLCALL,
        /** A Domain that waits to be claimed. */
        INVITATION,
        /** This operator's own Domain, or all of a line. */
        DOMAIN,
        /** What is not as it should be with a server. */
        HEALTH;

        /** Returns the word. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What would bring an item further. */
    public enum What {
        /** This operator's approval. */
        APPROVE,
        /** An HSM's signature. */
        SIGN,
        /** That an HSM carries it out. */
        RUN,
        /** This operator's answer. */
        ANSWER,
        /** A move of the Domain. */
        MOVE,
        /** Nothing that this operator does. */
        NONE;

        /** Returns the word. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** For whom an item waits. */
    public enum State {
        /** This operator. */
        WAITS_FOR_ME("waits for me"),
        /** Somebody else. */
        WAITS_FOR_OTHERS("waits for others"),
        /** Nobody. */
        ENDED("ended");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** Returns the words. */
        public String text() {
            return text;
        }
    }

    /** Returns whether this operator should do something. */
    public boolean waitsForMe() {
        return state == State.WAITS_FOR_ME;
    }

    /** Returns what stays the same of it when its state changes. */
    public String key() {
        return kind.text() + " " + thumbprint.map(Thumbprint::value).orElse(id);
    }

    /** Returns where it stands: when this is another, it is told again. */
    public String stage() {
        return state.name() + " " + what.name();
    }

    /** Returns what a person types for it. */
    public String reference() {
        return kind == Kind.ORDER ? id.substring(0, REFERENCE) : id;
    }

    /** Returns the command that brings it further, without the program's name; empty if there is none. */
    public String command() {
        return switch (what) {
            case APPROVE, SIGN, RUN -> kind.text() + " " + what.text() + " " + reference();
            case ANSWER -> "rollcall answer";
            case MOVE ->
                "domain rewrap " + id
                        + thumbprint
                                .map(trust -> " --trust " + trust.abbreviated())
                                .orElse("");
            case NONE -> "";
        };
    }
}
