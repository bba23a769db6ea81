package org.quorumkms.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.quorumkms.jose.Jwe;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/**
 * D2: verifies a Domain with the line of its Trust to a pinned genesis. The same code runs in HSMs, servers, consoles
 * and clients; it needs no key.
 *
 * <p>Does not say whether this is the newest revision: that needs memory ({@link Descent}).
 */
public final class DomainVerifier {

    private final Function<TrustChain, Verification<VerifiedTrust>> trusts;

    /** Takes the thumbprint of the genesis Trust that the verifier pinned; each line is verified whole. */
    public DomainVerifier(Thumbprint genesis) {
        this.trusts = new TrustVerifier(genesis)::verify;
    }

    /** Takes what remembers the Trusts that it verified. */
    public DomainVerifier(KnownTrusts known) {
        this.trusts = known::verify;
    }

    /** Verifies an exported Domain. */
    public Verification<VerifiedDomain> verify(ExportedDomain exported) {
        return verify(exported.domain(), exported.line());
    }

    /** Verifies a Domain with its line. */
    public Verification<VerifiedDomain> verify(DomainInLine domain) {
        return verify(domain.domain(), domain.line());
    }

    /** Verifies a Domain with the line from genesis to its Trust. */
    public Verification<VerifiedDomain> verify(Domain domain, TrustChain line) {
        return verify(domain, line.last(), trusts.apply(line));
    }

    /** Verifies a Domain under a Trust that was verified before, to the same genesis. */
    public Verification<VerifiedDomain> verify(Domain domain, VerifiedTrust trust) {
        return verify(domain, trust.trust(), new Verification<>(List.of(), Optional.of(trust)));
    }

    private static Verification<VerifiedDomain> verify(Domain domain, Trust last, Verification<VerifiedTrust> trust) {
        List<Check> checks = new ArrayList<>(trust.checks());
        DomainBody body = domain.body();
        TrustBody governing = last.body();
        String name = "Domain " + body.name() + ": ";
        checks.add(new Check(
                name + "D2: the line ends with its Trust", body.trust().equals(last.thumbprint())));
        checks.add(new Check(name + "D2: it is signed by an HSM of its Trust", isSigned(domain, governing)));
        checks.add(new Check(
                name + "D1: its purpose fits its Trust",
                body.purpose() == Purpose.OPERATOR || !governing.operators().isEmpty()));
        body.keys().ifPresent(keys -> {
            checks.add(new Check(
                    name + "D2: its keys are bound to its id, revision and Trust",
                    keys.aad().equals(body.bound())));
            checks.add(new Check(
                    name + "D2: its keys are wrapped as the version of its Trust asks",
                    keys.algorithm() == governing.hsms().get(0).wrapping().algorithm()));
            checks.add(new Check(
                    name + "D2: its keys are wrapped for exactly the HSMs of its Trust", isFor(keys, governing)));
        });
        checks.add(new Check(
                name + "D2: its moves go along the line to its Trust",
                trust.proof()
                        .filter(to -> body.moves().lead(body.purpose(), to))
                        .isPresent()));
        boolean all = checks.stream().allMatch(Check::ok);
        return new Verification<>(
                checks, all ? trust.proof().map(to -> new VerifiedDomain(domain, to)) : Optional.empty());
    }

    private static boolean isSigned(Domain domain, TrustBody governing) {
        return governing.hsms().stream()
                .map(HsmKeys::signing)
                .filter(key -> key.thumbprint().equals(domain.signature().kid()))
                .anyMatch(key -> domain.jws().isSignedBy(key));
    }

    private static boolean isFor(Jwe keys, TrustBody governing) {
        List<Thumbprint> recipients =
                keys.recipients().stream().map(Jwe.Recipient::kid).sorted().toList();
        List<Thumbprint> hsms = governing.hsms().stream()
                .map(hsm -> hsm.wrapping().kid())
                .sorted()
                .toList();
        return recipients.equals(hsms);
    }
}
