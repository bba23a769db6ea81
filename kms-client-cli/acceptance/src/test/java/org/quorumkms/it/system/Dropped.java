package org.quorumkms.it.system;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestRing;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.TrustChain;

/**
 * An HSM that was dropped, in bad hands: it signs what they like under a Trust that named it, with the true history of a Domain,
 * a ring of keys that they know, and their own controllers.
 */
public final class Dropped {

    private final TestHsm hsm;
    private final TrustChain line;

    /**
     * Takes the HSM.
     *
     * @param line the line of a Trust that named it
     */
    public Dropped(TestHsm hsm, TrustChain line) {
        this.hsm = hsm;
        this.line = line;
    }

    /** Makes a revision after one, as if the Domain had stood under that Trust from the beginning. */
    public ExportedDomain after(ExportedDomain last, Controller... controllers) {
        Domain made = begun(Revision.after(last.domain()), controllers).signedBy(hsm);
        return new ExportedDomain(made, line, last.earlier().then(last.domain().thumbprint()));
    }

    /** Makes a revision in the place of one. */
    public ExportedDomain beside(ExportedDomain right, Controller... controllers) {
        return new ExportedDomain(
                begun(Revision.of(right.domain().body()), controllers).signedBy(hsm), line, right.earlier());
    }

    /** Makes an unclaimed revision in the place of an unclaimed one, of the same claim, with another name. */
    public ExportedDomain unclaimedBeside(ExportedDomain right) {
        Revision other = stood(Revision.of(right.domain().body())).with("name", "of a thief");
        return new ExportedDomain(
                other.keys(TestRing.of(Purpose.ENCRYPT), hsms()).signedBy(hsm), line, right.earlier());
    }

    /** Makes an unclaimed revision after an unclaimed one. */
    public ExportedDomain unclaimedAfter(ExportedDomain last) {
        Revision next = stood(Revision.after(last.domain())).with("name", "of a thief");
        return new ExportedDomain(
                next.keys(TestRing.of(Purpose.ENCRYPT), hsms()).signedBy(hsm),
                line,
                last.earlier().then(last.domain().thumbprint()));
    }

    private Revision begun(Revision revision, Controller... controllers) {
        return stood(revision)
                .with("state", "enabled")
                .without("disabledBy")
                .without("disabledSince")
                .without("claim")
                .with("ordered", 0)
                .with(
                        "controllers",
                        Arrays.stream(controllers).map(Controller::toJson).toList())
                .keys(TestRing.of(Purpose.ENCRYPT), hsms());
    }

    private Revision stood(Revision revision) {
        Thumbprint trust = line.last().thumbprint();
        return revision.with("moves", List.of(Map.of("revision", 1, "trust", trust.value())))
                .with("trust", trust.value());
    }

    private List<HsmKeys> hsms() {
        return line.last().body().hsms();
    }
}
