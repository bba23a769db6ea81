package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.Purpose;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustChain;

/** Signatures of files (section 5): by the active key of exactly the revision that is carried, until they are ended. */
class SignaturesTest {

    private static final Thumbprint HASH = Bytes.utf8("file").thumbprint();

    private static final World WORLD = new World();
    private static final TrustChain LINE = WORLD.line(WORLD.h1(), WORLD.h2());
    private static final ExportedDomain BEFORE = WORLD.claimed(Purpose.SIGN, LINE, World.CLIENT);
    private static final ExportedDomain AFTER = World.rotated(WORLD.h2(), BEFORE);

    private static FileSignature signed(ExportedDomain domain) {
        return new FileSignature(WORLD.h1().signFile(World.use(domain, World.CLIENT), HASH, 4), domain);
    }

    private static ExportedDomain ended(ExportedDomain domain) {
        return World.next(domain, WORLD.h1().endSignatures(World.use(domain, World.CLIENT)));
    }

    private static boolean verifies(FileSignature signature) {
        return signature.verify(WORLD.genesis(), HASH, 4).valid();
    }

    private static DomainBody body(ExportedDomain domain) {
        return domain.domain().body();
    }

    @Test
    void aRotationKeepsTheEarlierPublicKeysOnly() {
        assertThat(body(AFTER).publicKeys())
                .hasSize(2)
                .endsWith(body(BEFORE).publicKeys().get(0));
        assertThat(verifies(signed(BEFORE))).isTrue();
        assertThat(verifies(signed(AFTER))).isTrue();
        assertThat(signed(AFTER).verify(WORLD.genesis(), HASH, 5).valid()).isFalse();
        assertThat(signed(AFTER)
                        .verify(WORLD.genesis(), Bytes.utf8("other").thumbprint(), 4)
                        .valid())
                .isFalse();
    }

    @Test
    void aSignatureCarriesExactlyTheRevisionThatSigned() {
        FileSignature old = signed(BEFORE);
        assertThat(verifies(new FileSignature(old.jws(), AFTER))).isFalse();
        assertThat(verifies(new FileSignature(signed(AFTER).jws(), BEFORE))).isFalse();
        assertThat(verifies(new FileSignature(old.jws(), WORLD.claimed(Purpose.SIGN, LINE, World.CLIENT))))
                .isFalse();
        assertThat(verifies(FileSignature.parse(old.toText()))).isTrue();
    }

    /** Whoever knew the earlier key (an HSM that was removed, a thief) signs with it, and names the newest revision. */
    @Test
    void anEarlierKeyDoesNotSignForANewerRevision() {
        var statement =
                new FileSignature.Statement(body(AFTER).id(), body(AFTER).revision(), HASH, 4, WORLD.now());
        FlattenedJws forged = FileSignature.sign(statement, key(BEFORE));
        assertThat(forged.isSignedBy(body(AFTER).publicKeys().get(1))).isTrue();
        assertThat(verifies(new FileSignature(forged, AFTER))).isFalse();
        assertThat(verifies(new FileSignature(FileSignature.sign(statement, key(AFTER)), AFTER)))
                .isTrue();
    }

    private static SigningKey key(ExportedDomain domain) {
        String ring = World.thiefOfH1().open(body(domain));
        try (var text = World.text(ring)) {
            return KeyRing.read(Purpose.SIGN, text).signingKey();
        }
    }

    @Test
    void itIsSaidWhetherTheActiveKeySigned() {
        assertThat(signed(BEFORE).isActiveFor(body(BEFORE))).isTrue();
        assertThat(signed(BEFORE).isActiveFor(body(AFTER))).isFalse();
        assertThat(signed(BEFORE).countsFor(body(AFTER))).isTrue();
    }

    @Test
    void whatIsEndedCountsNoLonger() {
        ExportedDomain ended = ended(AFTER);
        assertThat(body(ended).publicKeys())
                .hasSize(1)
                .doesNotContainAnyElementsOf(body(AFTER).publicKeys());
        assertThat(body(ended).since()).contains(4);
        for (ExportedDomain earlier : new ExportedDomain[] {BEFORE, AFTER}) {
            assertThat(verifies(signed(earlier))).isTrue();
            assertThat(signed(earlier).countsFor(body(ended))).isFalse();
        }
        assertThat(signed(ended).countsFor(body(ended))).isTrue();
        ExportedDomain later = World.rotated(WORLD.h1(), ended);
        assertThat(body(later).since()).contains(4);
        assertThat(signed(ended).countsFor(body(later))).isTrue();
        assertThat(signed(BEFORE).countsFor(body(later))).isFalse();
    }
}
