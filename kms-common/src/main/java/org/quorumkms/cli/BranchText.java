package org.quorumkms.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.VerifiedTrust;

/** T6: two branches as a person compares them before one is left for the other; the same words in every program. */
public final class BranchText {

    private BranchText() {}

    /** Returns whether a person means a Trust with its number, or with enough characters of its thumbprint. */
    public static boolean isCalled(Trust trust, String reference) {
        return reference.equals(Integer.toString(trust.body().id()))
                || (reference.length() >= Thumbprint.SHORTEST_PREFIX
                        && trust.thumbprint().value().startsWith(reference));
    }

    /** Shows of two branches of a line the Trusts that the other one does not have. */
    public static List<String> ofLine(VerifiedTrust seen, VerifiedTrust chosen) {
        List<String> shown = new ArrayList<>();
        shown.add("This home saw:");
        shown.addAll(lines(seen, chosen));
        shown.add("To be taken:");
        shown.addAll(lines(chosen, seen));
        return shown;
    }

    /**
     * Shows two branches of a Domain.
     *
     * @param name how the Domain is called
     * @param seen what this home saw
     * @param left its document, if it is kept
     * @param chosen the revision to take
     */
    public static List<String> ofDomain(
            String name, Descent seen, Optional<ExportedDomain> left, VerifiedDomain chosen) {
        return List.of(
                "This home saw of Domain " + name + " (" + seen.id() + "):",
                left.map(document -> line(
                                seen,
                                document.line().last().body().id(),
                                document.domain().body()))
                        .orElseGet(() -> "  revision " + seen.revision() + " (" + seen.thumbprint() + ") under Trust "
                                + seen.trust().abbreviated() + "; its document is not kept"),
                "To be taken:",
                line(Descent.of(chosen), chosen.trust().body().id(), chosen.body()));
    }

    private static List<String> lines(VerifiedTrust branch, VerifiedTrust other) {
        return branch.chain().trusts().stream()
                .filter(trust -> other.chain().trusts().stream()
                        .noneMatch(one -> one.thumbprint().equals(trust.thumbprint())))
                .map(BranchText::line)
                .toList();
    }

    private static String line(Trust trust) {
        TrustBody body = trust.body();
        return "  Trust " + body.id() + " (" + trust.thumbprint() + ") of " + Time.format(body.created()) + ": any "
                + body.quorum() + " of "
                + body.operators().stream()
                        .map(one -> one.name() + " " + one.thumbprint().abbreviated())
                        .collect(Collectors.joining(", "))
                + "; HSMs "
                + body.hsms().stream()
                        .map(one -> one.label() + " " + one.fingerprint().abbreviated())
                        .collect(Collectors.joining(", "));
    }

    private static String line(Descent descent, int trust, DomainBody body) {
        return "  revision " + descent.revision() + " (" + descent.thumbprint() + ") of " + Time.format(body.changed())
                + " under Trust " + trust + " (" + descent.trust().abbreviated() + "), "
                + body.state().text() + "; controllers: "
                + body.controllers().stream()
                        .map(one -> one.name() + " " + one.key().abbreviated() + " (" + one.may() + ")")
                        .collect(Collectors.joining(", "));
    }
}
