package org.quorumkms.server.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quorumkms.errors.KmsException;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.server.store.StoreInspection;
import org.quorumkms.server.store.StoreInspection.SignatureRow;
import org.quorumkms.server.store.StoreInspection.TrustRow;
import org.quorumkms.server.store.StoreInspection.WayRow;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;
import org.quorumkms.trust.RelatedTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/** Every Trust of a store with its signatures, verified to genesis, and the ways forward between them. */
final class TrustDoctor {

    private final StoreInspection rows;
    private final Thumbprint genesis;
    private final Newest newest;
    private final RelatedTrusts trusts;
    private final Map<Thumbprint, VerifiedTrust> verified = new HashMap<>();

    TrustDoctor(StoreInspection rows, Thumbprint genesis, Newest newest) {
        this.rows = rows;
        this.genesis = genesis;
        this.newest = newest;
        this.trusts = new RelatedTrusts(genesis);
    }

    /** Looks, and returns those that verify. */
    ProvenTrusts examine(Findings findings) {
        findings.look("Trusts", this::trusts);
        findings.look("signatures of Trusts", this::signatures);
        findings.look("lines", this::ways);
        return new ProvenTrusts(verified);
    }

    private String trusts(Findings.Subject subject) {
        Map<String, List<JwsSignature>> signatures = new HashMap<>();
        for (SignatureRow row : rows.signatures()) {
            signature(row)
                    .ifPresent(signature -> signatures
                            .computeIfAbsent(row.trust(), trust -> new ArrayList<>())
                            .add(signature));
        }
        for (TrustRow row : rows.trusts()) {
            try {
                Trust trust = Trust.of(
                        Bytes.fromBase64Url(row.payload()), signatures.getOrDefault(row.thumbprint(), List.of()));
                subject.unverifiedUnless(
                        saysTheSame(row, trust), "the row of Trust " + row.id() + " is not what it says");
                trusts.add(trust);
                newest.see(trust.body().created());
            } catch (KmsException e) {
                subject.unverified("Trust " + row.id() + ": " + e.getMessage());
            }
        }
        subject.unverifiedUnless(trusts.find(genesis).isPresent(), "genesis " + genesis + " is missing");
        int signed = 0;
        for (Trust trust : trusts.all()) {
            if (!trust.signers().isEmpty()) {
                signed++;
                verify(trust, subject);
            }
        }
        return trusts.all().size() + ", of which " + signed + " are signed and verify to genesis";
    }

    private static boolean saysTheSame(TrustRow row, Trust trust) {
        return trust.thumbprint().value().equals(row.thumbprint())
                && trust.body().id() == row.id()
                && trust.predecessor().map(Thumbprint::value).equals(Optional.ofNullable(row.predecessor()));
    }

    private void verify(Trust trust, Findings.Subject subject) {
        Verification<VerifiedTrust> result = trusts.verify(trust);
        result.proof().ifPresent(proof -> verified.put(trust.thumbprint(), proof));
        result.checks().stream()
                .filter(check -> !check.ok())
                .map(Check::what)
                .findFirst()
                .ifPresent(what -> subject.unverified("Trust " + trust.body().id() + " does not verify: " + what));
    }

    private static Optional<JwsSignature> signature(SignatureRow row) {
        try {
            return Optional.of(JwsSignature.parse(row.document()));
        } catch (KmsException unreadable) {
            return Optional.empty();
        }
    }

    private String signatures(Findings.Subject subject) {
        List<SignatureRow> all = rows.signatures();
        for (SignatureRow row : all) {
            boolean valid = signature(row)
                    .filter(signature -> signature.type().typ().equals(row.kind())
                            && signature.kid().value().equals(row.kid()))
                    .filter(signature -> isValid(signature, new Thumbprint(row.trust())))
                    .isPresent();
            subject.unverifiedUnless(
                    valid, "a " + row.kind() + " by " + row.kid() + " on Trust " + row.trust() + " is not valid");
        }
        return all.size() + " were verified one by one";
    }

    /** By one of the operators of the Trust or of its predecessor, or by one of its HSMs. */
    private boolean isValid(JwsSignature signature, Thumbprint thumbprint) {
        return trusts.find(thumbprint)
                .filter(trust ->
                        trust.counts(signature, trusts.predecessor(trust).map(Trust::body)))
                .isPresent();
    }

    private String ways(Findings.Subject subject) {
        Set<Thumbprint> forward = new HashSet<>();
        for (WayRow row : rows.ways()) {
            Thumbprint thumbprint = new Thumbprint(row.trust());
            forward.add(thumbprint);
            boolean right = verified.containsKey(thumbprint)
                    && verified.get(thumbprint)
                            .trust()
                            .predecessor()
                            .map(Thumbprint::value)
                            .equals(Optional.of(row.predecessor()));
            subject.unverifiedUnless(
                    right, "T6: the way forward from " + row.predecessor() + " leads to no signed Trust of it");
        }
        for (VerifiedTrust trust : verified.values()) {
            boolean needsWay = trust.body().kind() == TrustKind.SUCCESSOR
                    || trust.trust().predecessor().equals(Optional.of(genesis));
            subject.unverifiedUnless(
                    !needsWay || forward.contains(trust.thumbprint()),
                    "T6: Trust " + trust.body().id() + " is signed, but is not the way forward");
        }
        return forward.size() + " ways forward, one for each Trust that has a successor";
    }
}
