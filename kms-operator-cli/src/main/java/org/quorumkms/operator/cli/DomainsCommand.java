package org.quorumkms.operator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Lookup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A command that changes many Domains, one after the other. Each is done whole or not at all, so that an interrupted run
 * is simply begun again; what one refuses does not keep the others.
 */
abstract class DomainsCommand extends OperatorCommand {

    private static final int REMEMBERED_AT_ONCE = 100;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Domains: names or UUIDs.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "All Domains that this concerns.")
    private boolean all;

    private final List<VerifiedDomain> toRemember = new ArrayList<>();

    DomainsCommand(OperatorContext context) {
        super(context);
    }

    /** Whether something is to be done with a Domain. */
    enum Verdict {
        DO,
        DONE_BEFORE,
        NOT_CONCERNED
    }

    abstract Verdict verdict(OperatorContext.Session session, Domain domain);

    /** Says why a Domain that was named is not concerned, the likeliest reason first. */
    abstract List<String> notConcerned(Domain domain);

    /** Does it to all that were named; prints what became of them; returns how many failed. */
    final int run(OperatorContext.Session session, String done, Function<Domain, VerifiedDomain> work) {
        if (all == !names.isEmpty()) {
            throw new UsageException("Name Domains, or say --all.");
        }
        List<Domain> concerned = new ArrayList<>();
        int[] before = new int[1];
        each(session, domain -> {
            switch (verdict(session, domain)) {
                case DO -> concerned.add(domain);
                case DONE_BEFORE -> before[0]++;
                case NOT_CONCERNED -> {
                    if (!all) {
                        throw new RefusedException("Domain " + domain.body().name() + ": "
                                + notConcerned(domain).get(0) + ".");
                    }
                }
            }
        });
        Summary summary = carryOut(session, concerned, work);
        print(session, done, before[0], summary);
        return summary.failures().size();
    }

    private record Summary(int done, int unchanged, List<String> failures) {}

    private void each(OperatorContext.Session session, Consumer<Domain> take) {
        if (all) {
            session.client().domains(page -> page.forEach(take));
            return;
        }
        for (String name : names) {
            take.accept(Lookup.domain(session.client().domainsMeant(name), name));
        }
    }

    private Summary carryOut(
            OperatorContext.Session session, List<Domain> domains, Function<Domain, VerifiedDomain> work) {
        int done = 0;
        int unchanged = 0;
        List<String> failures = new ArrayList<>();
        try (Progress progress = new Progress(context().common().terminal() && domains.size() > 10, domains.size())) {
            for (Domain domain : domains) {
                try {
                    VerifiedDomain after = work.apply(domain);
                    remember(session, after);
                    if (after.body().revision() > domain.body().revision()) {
                        done++;
                    } else {
                        unchanged++;
                    }
                } catch (UnreachableException e) {
                    // The next would wait as long, for nothing.
                    throw e;
                } catch (KmsException e) {
                    failures.add("Domain " + domain.body().name() + " ("
                            + domain.body().id() + "): " + e.getMessage());
                }
                progress.step();
            }
        } finally {
            session.client().remember(List.copyOf(toRemember));
            toRemember.clear();
        }
        return new Summary(done, unchanged, failures);
    }

    private void remember(OperatorContext.Session session, VerifiedDomain domain) {
        toRemember.add(domain);
        if (toRemember.size() >= REMEMBERED_AT_ONCE) {
            session.client().remember(List.copyOf(toRemember));
            toRemember.clear();
        }
    }

    private void print(OperatorContext.Session session, String done, int before, Summary summary) {
        summary.failures().forEach(session.printer()::note);
        Map<String, @Nullable Object> json = Json.object();
        json.put(done, summary.done());
        json.put("unchanged", before + summary.unchanged());
        json.put("failed", summary.failures().size());
        session.printer()
                .result(
                        json,
                        List.of(done + ": " + count(summary.done())
                                + (before + summary.unchanged() == 0
                                        ? ""
                                        : "; " + count(before + summary.unchanged()) + " had nothing to be done")
                                + (summary.failures().isEmpty()
                                        ? ""
                                        : "; " + count(summary.failures().size()) + " FAILED, see above")));
    }

    private static String count(int domains) {
        return domains == 1 ? "1 Domain" : domains + " Domains";
    }

    /** A progress bar, where somebody sees it. */
    private static final class Progress implements AutoCloseable {

        private final @Nullable ProgressBar bar;

        Progress(boolean shown, int steps) {
            this.bar = shown
                    ? new ProgressBarBuilder()
                            .setTaskName("Domains")
                            .setInitialMax(steps)
                            .setStyle(ProgressBarStyle.ASCII)
                            .showSpeed()
                            .build()
                    : null;
        }

        void step() {
            if (bar != null) {
                bar.step();
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }
}
