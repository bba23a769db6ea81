package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;

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

    /** Returns any: for what every HSM of the system can do. */
    Hsm any() {
        return hsms.get(0);
    }

    /** Returns one that is in a Trust. */
    Hsm in(TrustBody trust) {
        return find(trust)
                .orElseThrow(
                        () -> new ElsewhereException(
                                "No HSM of this server is in Trust " + trust.id()
                                        + ", so it cannot use what stands under it. Call a server that holds one of the Trust's HSMs."));
    }

    /** Returns the one to ask for a signature: one that may if there is one, so that others say why they do not. */
    Hsm signer(Trust trust, TrustBody predecessor, List<Thumbprint> asked) {
        List<Hsm> candidates = hsms.stream()
                .filter(hsm -> asked.isEmpty() || asked.contains(hsm.keys().fingerprint()))
                .toList();
        if (candidates.isEmpty()) {
            throw new ElsewhereException(
                    "This server does not hold the HSM that shall sign. See hsm list for its server.");
        }
        return candidates.stream()
                .filter(hsm -> trust.body().entryOf(hsm.keys()).isPresent()
                        && predecessor.entryOf(hsm.keys()).isPresent())
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(hsm -> trust.body().entryOf(hsm.keys()).isPresent())
                        .findFirst())
                .orElse(candidates.get(0));
    }

    Optional<Hsm> find(TrustBody trust) {
        return hsms.stream()
                .filter(hsm -> trust.entryOf(hsm.keys()).isPresent())
                .findFirst();
    }

    /** Makes a further HSM. */
    Hsm make(String label) {
        Hsm hsm = maker.apply(label);
        hsms.add(hsm);
        return hsm;
    }
}
