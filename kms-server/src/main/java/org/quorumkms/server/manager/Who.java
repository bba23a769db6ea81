package org.quorumkms.server.manager;

import java.util.Set;

/** Who may make a call, of those who may be on a connection. What is given to the call has to be right besides. */
public enum Who {
    /** Whoever has the one-time secret; or who is told nothing that is not its own. */
    ANYBODY(Caller.values()),
    /** A key that a kept revision of any Domain names. */
    NAMED(
            Caller.OTHER_CLIENT,
            Caller.CLIENT,
            Caller.REMOVED_OPERATOR,
            Caller.AUDITOR,
            Caller.OTHER_OPERATOR,
            Caller.OPERATOR),
    /** A controller of the Domain, with the right for it (D8): the HSM decides. */
    CONTROLLER(Caller.CLIENT),
    /** A controller of an operator's Domain; which of its own, each call says. */
    ENROLLED(Caller.REMOVED_OPERATOR, Caller.AUDITOR, Caller.OTHER_OPERATOR, Caller.OPERATOR),
    /** Who reads everything: an operator of a newest Trust, an auditor. */
    READER(Caller.AUDITOR, Caller.OTHER_OPERATOR, Caller.OPERATOR),
    /** An operator of a newest Trust; before the founding, of genesis. */
    GOVERNOR(Caller.OTHER_OPERATOR, Caller.OPERATOR),
    /** An operator of the newest Trust of the line that it is about. */
    OF_LINE(Caller.OPERATOR),
    /** An operator of the proposed Trust, or of its predecessor: its word counts. */
    OF_PROPOSAL(Caller.OPERATOR),
    /** Who brings an approval that somebody made elsewhere: an operator of a newest Trust, or one whose own would count (D1). */
    BRINGER(Caller.OTHER_OPERATOR, Caller.OPERATOR),
    /** An operator of the newest Trust of the line; of an operator's own Domain, its controller (D5). */
    OF_LINE_OR_OWN(Caller.OPERATOR),
    /** An operator of the newest Trust of the line, or a controller of the revision that the server has (D3). */
    OF_LINE_OR_CONTROLLER(Caller.CLIENT, Caller.OPERATOR);

    /** A caller, as it stands to the Domain or Trust that a call is about. */
    public enum Caller {
        /** A key that no document names. */
        UNKNOWN("unknown key"),
        /** A controller of another Domain. */
        OTHER_CLIENT("client of another Domain"),
        /** A controller of the Domain. */
        CLIENT("client of the Domain"),
        /** An operator in no newest Trust. */
        REMOVED_OPERATOR("operator who was removed"),
        /** Who reads everything, and changes nothing (D8). */
        AUDITOR("auditor"),
        /** An operator of the newest Trust of another line. */
        OTHER_OPERATOR("operator of another line"),
        /** An operator of the newest Trust of the line. */
        OPERATOR("operator in the Trust");

        private final String text;

        Caller(String text) {
            this.text = text;
        }

        /** Returns what it is, for people. */
        public String text() {
            return text;
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is
    private final Set<Caller> callers;

    Who(Caller... callers) {
        this.callers = Set.of(callers);
    }

    /** Returns whether such a caller may make the call. */
    public boolean includes(Caller caller) {
        return callers.contains(caller);
    }
}
