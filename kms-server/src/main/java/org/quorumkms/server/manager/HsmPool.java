package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustKind;

/** The HSMs that this server holds. */
public final class HsmPool {

    private final List<Hsm> hsms;
    private final Function<String, Hsm> maker;

    /**
     * Takes the HSMs that were opened at the start, and what makes a further one: its file is safely written when that
     * returns.
     */
    public HsmPool(List<Hsm> hsms, Function<String, Hsm> maker) {
        if (hsms.isEmpty()) {
            throw new IllegalArgumentException("a server should hold at least one HSM");
        }
        this.hsms = new CopyOnWriteArrayList<>(hsms);
        this.maker = maker;
    }

    /** Returns all of them, the one that stands in invitations first. */
    public List<Hsm> all() {
        return List.copyOf(hsms);
    }

    /** Returns any: for what every HSM of the system can do; one that is there, if any is. */
    Hsm any() {
        return one(hsms.stream()).orElseThrow();
    }

    private static Optional<Hsm> one(Stream<Hsm> hsms) {
        return AnyHsm.of(hsms.toList());
    }

    /** Returns one that is in a Trust. */
    Hsm in(TrustBody trust) {
        return find(trust)
                .orElseThrow(
                        () -> new ElsewhereException(
                                "No HSM of this server is in Trust " + trust.id()
                                        + ", so it cannot use what stands under it. Call a server that holds one of the Trust's HSMs."));
    }

    /**
     * Returns the one to ask for a signature: in the Trust and, where T4 wants that, in its predecessor. The HSM itself
     * decides; this only finds the server that can ask one.
     *
     * @param asked those that may be asked, by their fingerprints; empty: any
     * @throws ElsewhereException if this server holds none
     */
    Hsm signer(Trust trust, TrustBody predecessor, List<Thumbprint> asked) {
        List<Hsm> candidates = hsms.stream()
                .filter(hsm -> asked.isEmpty() || asked.contains(hsm.keys().fingerprint()))
                .filter(hsm -> trust.body().entryOf(hsm.keys()).isPresent())
                .toList();
        if (candidates.isEmpty()) {
            throw new ElsewhereException("Trust " + trust.body().id() + " is not signed. T3: this server holds no HSM"
                    + " that is in it" + (asked.isEmpty() ? "" : " and was asked")
                    + ". Call the server that holds one: hsm list says which.");
        }
        boolean inBoth = trust.body().kind() == TrustKind.SUCCESSOR || predecessor.kind() == TrustKind.GENESIS;
        return one(candidates.stream()
                        .filter(hsm ->
                                !inBoth || predecessor.entryOf(hsm.keys()).isPresent()))
                .orElseThrow(
                        () -> new ElsewhereException("Trust " + trust.body().id()
                                + " is not signed. T4: this server holds no HSM that is in it and in its predecessor."
                                + " Call the server that holds one: hsm list says which."));
    }

    /** Returns one that is in two Trusts: it can open what stands under the one, and sign under the other. */
    Optional<Hsm> inBoth(TrustBody one, TrustBody other) {
        return one(hsms.stream()
                .filter(hsm -> one.entryOf(hsm.keys()).isPresent()
                        && other.entryOf(hsm.keys()).isPresent()));
    }

    Optional<Hsm> find(TrustBody trust) {
        return one(hsms.stream().filter(hsm -> trust.entryOf(hsm.keys()).isPresent()));
    }

    /** Makes a further HSM. */
    Hsm make(String label) {
        Hsm hsm = maker.apply(label);
        hsms.add(hsm);
        return hsm;
    }
}
