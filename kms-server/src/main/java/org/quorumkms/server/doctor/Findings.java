package org.quorumkms.server.doctor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.VerificationException;

/**
 * What was found, subject by subject: one line that says how much was looked at, and one for each thing that is wrong, of
 * which only so many are kept as a person can read.
 */
public final class Findings {

    private static final int MOST_WRONG = 20;

    private final List<Finding> all = new ArrayList<>();

    /**
     * One line.
     *
     * @param subject what was looked at
     * @param kind what came of it
     * @param words what there is to say
     */
    public record Finding(String subject, Kind kind, String words) {

        /** Returns whether it is right; null: it could not be looked at. */
        public @Nullable Boolean ok() {
            return switch (kind) {
                case RIGHT -> true;
                case WRONG, NOT_VERIFIED -> false;
                case NOT_SEEN -> null;
            };
        }

        /** Returns the whole line. */
        public String text() {
            return subject + ": " + words;
        }
    }

    /** What came of a look. */
    public enum Kind {
        /** It is as it should be, or is to be known. */
        RIGHT,
        /** It is to be set right. */
        WRONG,
        /** A signature, a chain or a history does not verify. */
        NOT_VERIFIED,
        /** It could not be looked at. */
        NOT_SEEN
    }

    /** Looks at one subject. */
    interface Look {
        /** Looks, and says in words what was looked at. */
        String at(Subject subject);
    }

    /** One subject under way. */
    static final class Subject {

        private record Said(Kind kind, String what) {}

        private final List<Said> wrong = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private Kind worst = Kind.RIGHT;
        private int count;

        /** Says what is not wrong, and what somebody should know. */
        void note(String what) {
            if (notes.size() < MOST_WRONG) {
                notes.add(what);
            }
        }

        private void add(Kind kind, String what) {
            count++;
            worst = worst == Kind.NOT_VERIFIED ? worst : kind;
            if (wrong.size() < MOST_WRONG) {
                wrong.add(new Said(kind, what));
            }
        }

        /** Says what is to be set right. */
        void wrong(String what) {
            add(Kind.WRONG, what);
        }

        void wrongUnless(boolean right, String what) {
            if (!right) {
                wrong(what);
            }
        }

        /** Says which signature, chain or history does not verify. */
        void unverified(String what) {
            add(Kind.NOT_VERIFIED, what);
        }

        void unverifiedUnless(boolean right, String what) {
            if (!right) {
                unverified(what);
            }
        }
    }

    void look(String name, Look look) {
        Subject subject = new Subject();
        String summary;
        try {
            summary = look.at(subject);
        } catch (KmsException e) {
            subject.add(
                    e instanceof VerificationException ? Kind.NOT_VERIFIED : Kind.NOT_SEEN,
                    String.valueOf(e.getMessage()));
            summary = "could not be looked at";
        }
        all.add(new Finding(name, subject.count == 0 ? Kind.RIGHT : subject.worst, summary));
        subject.notes.forEach(what -> all.add(new Finding(name, Kind.RIGHT, "note: " + what)));
        subject.wrong.forEach(said -> all.add(new Finding(name, said.kind(), said.what())));
        if (subject.count > subject.wrong.size()) {
            all.add(new Finding(name, subject.worst, "and " + (subject.count - subject.wrong.size()) + " more"));
        }
    }

    /** Adds a subject that was looked at elsewhere, with what is to be set right. */
    public void add(String name, String summary, List<String> wrong) {
        look(name, subject -> {
            wrong.forEach(subject::wrong);
            return summary;
        });
    }

    /** Adds a subject that could not be looked at. */
    public void notSeen(String name, KmsException why) {
        look(name, subject -> {
            throw why;
        });
    }

    /** Returns all of it. */
    public List<Finding> all() {
        return List.copyOf(all);
    }

    /** Returns whether everything was looked at and is right. */
    public boolean ok() {
        return all.stream().allMatch(one -> one.kind() == Kind.RIGHT);
    }

    /** Returns whether something does not verify. */
    public boolean hasUnverified() {
        return all.stream().anyMatch(one -> one.kind() == Kind.NOT_VERIFIED);
    }
}
