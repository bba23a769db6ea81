package org.quorumkms.party;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Proof;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/**
 * The newest revision of a Domain as a server answered who had seen one: verified, and shown to be that one or to descend from
 * it (D3, T7).
 *
 * @param domain the revision
 * @param proof what showed it
 */
public record Newest(VerifiedDomain domain, Proof proof) {

    /**
     * Reads and verifies an answer.
     *
     * @param seen the revision that was named
     * @param lines pinned lines, one of which may hold the Trust under which it was seen
     * @param verifier verifies to the pinned genesis
     * @throws VerificationException if it is another Domain, does not verify, or forked
     */
    public static Newest verified(
            NewestDomain answer, Descent seen, List<VerifiedTrust> lines, DomainVerifier verifier) {
        Domain document = Domain.parse(answer.document());
        TrustChain line = line(TrustChain.parsePart(answer.line()), seen.trust(), lines);
        VerifiedDomain domain = verifier.verify(document, line).require();
        Proof proof = new Proof(answer.after(), Thumbprints.parse(answer.between()));
        seen.require(domain, proof);
        return new Newest(domain, proof);
    }

    private static TrustChain line(List<Trust> shown, Thumbprint from, List<VerifiedTrust> lines) {
        if (!shown.isEmpty() && shown.get(0).body().kind() == TrustKind.GENESIS) {
            return new TrustChain(shown);
        }
        VerifiedTrust pinned = lines.stream()
                .filter(line -> line.chain().trusts().stream()
                        .anyMatch(trust -> trust.thumbprint().equals(from)))
                .findFirst()
                .orElseThrow(() -> new VerificationException(
                        "T5: the server's answer has a line that does not begin with genesis. Do not use it."));
        List<Trust> trusts = new ArrayList<>(pinned.at(from).chain().trusts());
        trusts.addAll(shown);
        return new TrustChain(trusts);
    }

    /** Puts together what is kept of a revision whose earlier ones are known. */
    ExportedDomain exportedWith(Thumbprints earlier) {
        return new ExportedDomain(domain.domain(), domain.trust().chain(), earlier);
    }

    /**
     * Puts together what is kept to hand over and to prove: the revision with its line and all that were before it.
     *
     * @param before what is kept of the Domain now
     * @return empty if what is kept does not reach to what was answered, or is of another branch
     */
    public Optional<ExportedDomain> exported(Optional<ExportedDomain> before) {
        if (proof.after() == 0) {
            return Optional.of(exportedWith(proof.thumbprints()));
        }
        return before.filter(kept -> kept.domain().body().revision() >= proof.after())
                .map(kept -> {
                    int last = proof.after();
                    Thumbprints until = kept.earlier().part(0, last - 1);
                    return domain.body().revision() == last
                            ? until
                            : until.then(kept.revision(last)).then(proof.thumbprints());
                })
                .filter(earlier -> Proof.whole(earlier).isWholeFor(domain.body()))
                .map(this::exportedWith);
    }
}
