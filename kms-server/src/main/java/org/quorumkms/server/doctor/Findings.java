package org.quorumkms.server.doctor;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.errors.KmsException;
import org.quorumkms.signed.Check;

/**
 * What was found, subject by subject: one line that says how much was looked at, and one for each thing that is wrong, of
 * which only so many are kept as a person can read.
 */
public final class Findings {

    private static final int MOST_WRONG = 20;

    private final List<Check> checks = new ArrayList<>();

    /** Looks at one subject. */
    interface Look {
        /** Looks, and says in words what was looked at. */
        String at(Subject subject);
    }

    /** One subject under way. */
    static final class Subject {

        private final List<String> wrong = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private int count;

        /** Says what is not wrong, and what somebody should know. */
        void note(String what) {
            if (notes.size() < MOST_WRONG) {
                notes.add(what);
            }
        }

        void wrong(String what) {
            count++;
            if (wrong.size() < MOST_WRONG) {
                wrong.add(what);
            }
        }

        void wrongUnless(boolean right, String what) {
            if (!right) {
                wrong(what);
            }
        }
    }

    void look(String name, Look look) {
        Subject subject = new Subject();
        String summary;
        try {
            summary = look.at(subject);
        } catch (KmsException e) {
            subject.wrong(String.valueOf(e.getMessage()));
            summary = "could not be looked at";
        }
        checks.add(new Check(name + ": " + summary, subject.count == 0));
        subject.notes.forEach(what -> checks.add(new Check(name + ": note: " + what, true)));
        subject.wrong.forEach(what -> checks.add(new Check(name + ": " + what, false)));
        if (subject.count > subject.wrong.size()) {
            checks.add(new Check(name + ": and " + (subject.count - subject.wrong.size()) + " more", false));
        }
    }

    /** Adds a subject that was looked at elsewhere, with what is wrong. */
    public void add(String name, String summary, List<String> wrong) {
        look(name, subject -> {
            wrong.forEach(subject::wrong);
            return summary;
        });
    }

    /** Adds a subject that could not be looked at. */
    public void wrong(String name, String what) {
        checks.add(new Check(name + ": " + what, false));
    }

    /** Returns all of it. */
    public List<Check> checks() {
        return List.copyOf(checks);
    }

    /** Returns whether nothing is wrong. */
    public boolean ok() {
        return checks.stream().allMatch(Check::ok);
    }
}
