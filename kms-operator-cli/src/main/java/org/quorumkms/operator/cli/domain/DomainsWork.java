package org.quorumkms.operator.cli.domain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Progress;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.operator.Session;

/**
 * A change of many Domains, one after the other. Each is done whole or not at all, so that an interrupted run is simply begun
 * again; what one refuses does not keep the others.
 */
public abstract class DomainsWork {

    private static final int SHOWN_FROM = 10;

    private final Session session;
    private final boolean terminal;

    /** Takes the session, and whether a person sees how far it is. */
    protected DomainsWork(Session session, boolean terminal) {
        this.session = session;
        this.terminal = terminal;
    }

    /** Whether something is to be done with a Domain. */
    enum Verdict {
        DO,
        DONE_BEFORE,
        NOT_CONCERNED
    }

    /**
     * What became of them.
     *
     * @param done how many were changed
     * @param unchanged how many had nothing to be done
     * @param failures a line for each that could not be changed
     */
    public record Summary(int done, int unchanged, List<String> failures) {

        /** Copies the list. */
        public Summary {
            failures = List.copyOf(failures);
        }
    }

    /** What is known of a Domain that is to be changed: there may be many. */
    private record Concerned(DomainId id, String name, int revision) {

        static Concerned of(Domain domain) {
            return new Concerned(
                    domain.body().id(), domain.body().name(), domain.body().revision());
        }
    }

    final Session session() {
        return session;
    }

    /** Returns what was done, in a word. */
    abstract String done();

    abstract Verdict verdict(DomainBody domain);

    /** Says why a Domain that was named is not concerned. */
    abstract String notConcerned(DomainBody domain);

    abstract VerifiedDomain change(DomainId domain);

    /** Does it to the Domains that are named. */
    public final Summary to(List<String> names) {
        List<Concerned> concerned = new ArrayList<>();
        int before = 0;
        for (String name : names) {
            Domain domain =
                    session.domains().newest(session.domains().meant(name)).domain();
            switch (verdict(domain.body())) {
                case DO -> concerned.add(Concerned.of(domain));
                case DONE_BEFORE -> before++;
                case NOT_CONCERNED ->
                    throw new RefusedException(
                            "Domain " + domain.body().name() + ": " + notConcerned(domain.body()) + ".");
            }
        }
        return carryOut(concerned, before, new ArrayList<>());
    }

    /** Does it to all Domains that it concerns. */
    public final Summary toAll() {
        List<Concerned> concerned = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        int[] before = new int[1];
        session.domains()
                .list(page -> page.forEach(listed -> {
                    if (listed.domain().isEmpty()) {
                        failures.add("Domain " + listed.id() + " cannot be read: " + listed.why());
                    }
                    listed.domain().ifPresent(domain -> {
                        switch (verdict(domain.body())) {
                            case DO -> concerned.add(Concerned.of(domain));
                            case DONE_BEFORE -> before[0]++;
                            case NOT_CONCERNED -> {
                                // As most are.
                            }
                        }
                    });
                }));
        return carryOut(concerned, before[0], failures);
    }

    private Summary carryOut(List<Concerned> domains, int before, List<String> failures) {
        int unreadable = failures.size();
        int[] done = new int[1];
        session.memory().batch(() -> {
            try (Progress progress = Progress.of(terminal && domains.size() > SHOWN_FROM, "Domains", domains.size())) {
                for (Concerned domain : domains) {
                    @Nullable VerifiedDomain after = changed(domain, failures);
                    if (after != null && after.body().revision() > domain.revision()) {
                        done[0]++;
                    }
                    progress.step(1);
                }
            }
        });
        return new Summary(done[0], before + domains.size() - done[0] - failures.size() + unreadable, failures);
    }

    private @Nullable VerifiedDomain changed(Concerned domain, List<String> failures) {
        try {
            return change(domain.id());
        } catch (UnreachableException e) {
            // The next would wait as long, for nothing.
            throw e;
        } catch (KmsException e) {
            failures.add("Domain " + domain.name() + " (" + domain.id() + "): " + e.getMessage());
            return null;
        }
    }

    /** Returns what else is to be known, once it is done. */
    public List<String> notes() {
        return List.of();
    }

    /** Returns a summary in words. */
    public final String line(Summary summary) {
        return done() + ": " + count(summary.done())
                + (summary.unchanged() == 0 ? "" : "; " + count(summary.unchanged()) + " had nothing to be done")
                + (summary.failures().isEmpty()
                        ? ""
                        : "; " + count(summary.failures().size()) + " FAILED, see above");
    }

    private static String count(int domains) {
        return domains == 1 ? "1 Domain" : domains + " Domains";
    }
}
