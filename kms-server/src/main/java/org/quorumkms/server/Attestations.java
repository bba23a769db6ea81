package org.quorumkms.server;

import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.pkcs11.AttestationVerifier;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;

/**
 * What makers of devices say of this home's HSMs, beside the HSMs' files: {@code attestations/FINGERPRINT}, and the authority that was named
 * for it, {@code attestations/FINGERPRINT.authority}. Verified each time that it is shown; nothing says that it was.
 *
 * @param home the home
 */
record Attestations(Home home) {

    /** The folder in a home. */
    static final String FOLDER = "attestations";

    private static final String AUTHORITY = ".authority";

    /**
     * What there is of one HSM.
     *
     * @param sha256 the document's SHA-256
     * @param attested what an authority vouches for; empty: none was verified
     * @param why why none was verified
     */
    record Shown(Thumbprint sha256, Optional<AttestationVerifier.Attested> attested, String why) {

        /** Returns the members of {@code hsm show}. */
        Map<String, @Nullable Object> toJson() {
            Map<String, @Nullable Object> json = Json.object();
            json.put("sha256", sha256.value());
            json.put("verified", attested.isPresent());
            json.put("by", attested.map(AttestationVerifier.Attested::by).orElse(null));
            json.put(
                    "signing",
                    attested.map(AttestationVerifier.Attested::signing).orElse(false));
            json.put(
                    "encryption",
                    attested.map(AttestationVerifier.Attested::encryption).orElse(false));
            json.put("why", attested.isPresent() ? null : why);
            return json;
        }

        /** Returns it in words. */
        String words() {
            return attested.map(one -> one.by() + " vouches for " + one.words()).orElse("NOT VERIFIED: " + why)
                    + " (document with SHA-256 " + sha256 + ")";
        }
    }

    private Home folder() {
        return Home.open(home.file(FOLDER));
    }

    /** Keeps a document, and the authority for it; what was kept before is replaced. */
    void keep(HsmKeys keys, byte[] document, Optional<byte[]> authority) {
        String name = keys.fingerprint().value();
        Home folder = folder();
        forget(keys.fingerprint());
        authority.ifPresent(bytes -> folder.write(name + AUTHORITY, bytes));
        folder.write(name, document);
    }

    /** Removes what is kept of an HSM. */
    void forget(Thumbprint fingerprint) {
        if (Files.isDirectory(home.file(FOLDER))) {
            Home folder = folder();
            for (String name : new String[] {fingerprint.value(), fingerprint.value() + AUTHORITY}) {
                if (Files.exists(folder.file(name))) {
                    folder.remove(name);
                }
            }
        }
    }

    /** Returns what there is of an HSM; empty: nothing. */
    Optional<Shown> of(HsmKeys keys, Instant now) {
        if (!Files.isDirectory(home.file(FOLDER))) {
            return Optional.empty();
        }
        Home folder = folder();
        String name = keys.fingerprint().value();
        return folder.read(name).map(Bytes::of).map(document -> {
            Thumbprint sha256 = document.thumbprint();
            Optional<Bytes> authority = folder.read(name + AUTHORITY).map(Bytes::of);
            if (authority.isEmpty()) {
                return new Shown(sha256, Optional.empty(), "no authority was named (hsm attest --authority)");
            }
            try {
                return new Shown(
                        sha256, Optional.of(verifier(document).verify(document, authority.get(), keys, now)), "");
            } catch (VerificationException | RefusedException e) {
                return new Shown(sha256, Optional.empty(), String.valueOf(e.getMessage()));
            }
        });
    }

    private static AttestationVerifier verifier(Bytes document) {
        return ServiceLoader.load(AttestationVerifier.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.reads(document))
                .findFirst()
                .orElseThrow(() -> new RefusedException("Nothing here reads a document of this format."));
    }
}
