package org.quorumkms.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.party.Newest;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;

/**
 * Verifies files' signatures by a Domain that this home took up or pinned (protocol.md section 5). Needs no server. The revision
 * that signed is the one that this home saw last, or descends from it, and is kept then, or stands among its earlier ones.
 *
 * <p>Does not say when it was signed: whoever knew a key that still counts can choose the date.
 */
public final class SignatureVerifier {

    private final ClientMemory memory;

    /** Takes what this home remembers. */
    public SignatureVerifier(ClientMemory memory) {
        this.memory = memory;
    }

    /**
     * What was found.
     *
     * @param checks what was checked, in order
     * @param active whether the key that is active in the newest known revision signed, and not an earlier one
     */
    public record Result(List<Check> checks, boolean active) {

        /** Copies the list. */
        public Result {
            checks = List.copyOf(checks);
        }

        /** Returns whether every check holds. */
        public boolean valid() {
            return checks.stream().allMatch(Check::ok);
        }
    }

    /**
     * Verifies a signature.
     *
     * @param expected the Domain that should have signed
     * @param sha256 the SHA-256 of the file
     * @param bytes its length
     */
    public Result verify(FileSignature signature, PinnedDomain expected, Thumbprint sha256, long bytes) {
        Verification<VerifiedDomain> read = signature.verify(memory.pins().genesis(), sha256, bytes);
        List<Check> checks = new ArrayList<>(read.checks());
        DomainBody signer = signature.domain().domain().body();
        boolean own = signer.id().equals(expected.id());
        checks.add(new Check(
                "the signature is of the Domain that was expected, " + expected.name() + " (" + expected.id() + ")"
                        + (own ? "" : ", and it is of " + signer.name() + " (" + signer.id() + ")"),
                own));
        if (!own || read.proof().isEmpty()) {
            return new Result(checks, false);
        }
        Optional<DomainBody> newest = newest(read.proof().get(), signature.domain(), expected);
        checks.add(new Check(
                "T7: revision " + signer.revision()
                        + ", which signed, is the newest that this home saw, descends from it,"
                        + " or stands among its earlier ones",
                newest.isPresent()));
        newest.ifPresent(body -> checks.add(new Check(
                "signatures by revision " + signer.revision() + " count: those before revision "
                        + body.since().orElse(1) + " were ended",
                signature.countsFor(body))));
        Result result = new Result(checks, newest.filter(signature::isActiveFor).isPresent());
        if (result.valid()) {
            keepIfLater(read.proof().get(), signature.domain(), expected);
        }
        return result;
    }

    /** The newest revision that is known: the one in the file, or the one that holds it among its earlier ones. */
    private Optional<DomainBody> newest(VerifiedDomain signer, ExportedDomain exported, PinnedDomain expected) {
        Descent.Kinship kinship = expected.descent().of(signer, exported.proof());
        if (kinship == Descent.Kinship.SAME || kinship == Descent.Kinship.LATER) {
            return Optional.of(signer.body());
        }
        return memory.keptOf(expected)
                .filter(kept ->
                        kept.holds(signer.body().revision(), signer.domain().thumbprint()))
                .map(kept -> kept.domain().body());
    }

    private void keepIfLater(VerifiedDomain signer, ExportedDomain exported, PinnedDomain expected) {
        if (expected.descent().of(signer, exported.proof()) != Descent.Kinship.LATER) {
            return;
        }
        boolean taken = memory.pins().domain(expected.id()).isPresent();
        if (taken) {
            memory.keep(new Newest(signer, exported.proof()), Optional.of(exported));
        } else {
            memory.expect(signer, exported);
        }
    }
}
