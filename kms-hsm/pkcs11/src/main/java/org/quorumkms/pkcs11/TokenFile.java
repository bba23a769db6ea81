package org.quorumkms.pkcs11;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.FileName;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmStatement;

/**
 * What a home keeps of an HSM in a token: where the token is, which keys in it, what the HSM signed of itself, and its ML-KEM key,
 * which opens with the token only. Nothing in it is believed: the statement binds the keys to their system, and the token holds
 * their private halves or it does not.
 *
 * @param token where it is
 * @param signing the id of the signing pair
 * @param encryption that of the encryption pair
 * @param statement the HSM's own
 * @param certificate its self-signed certificate
 * @param kem its sealed ML-KEM key, if its statement has one
 */
record TokenFile(
        TokenName token,
        KeyId signing,
        KeyId encryption,
        HsmStatement statement,
        X509Certificate certificate,
        Optional<SealedSeed> kem) {

    /** Of an HSM that has no ML-KEM key. */
    private static final int OLDEST_VERSION = 1;

    /** With an ML-KEM key. */
    private static final int VERSION = 2;

    /** Returns the pairs whose private halves should be in the token. */
    PairMaker.Made pairs() {
        return pairs(signing, encryption, statement);
    }

    /** Returns the pairs of a statement, by their ids in a token. */
    static PairMaker.Made pairs(KeyId signing, KeyId encryption, HsmStatement statement) {
        return new PairMaker.Made(
                new TokenPair(signing, statement.keys().signing().publicKey().getModulus()),
                new TokenPair(
                        encryption, statement.keys().encryption().publicKey().getModulus()),
                Mechanism.opening(statement.device()));
    }

    byte[] write() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", kem.isPresent() ? VERSION : OLDEST_VERSION);
        members.put("module", token.module().toString());
        members.put("parameters", token.parameters());
        members.put("token", token.label());
        members.put("serial", token.serial());
        if (!token.pinFile().isEmpty()) {
            members.put("pinFile", token.pinFile());
        }
        members.put("signing", signing.hex());
        members.put("encryption", encryption.hex());
        members.put("statement", statement.toText());
        try {
            members.put("certificate", Base64Url.encode(certificate.getEncoded()));
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was made is encoded", e);
        }
        kem.ifPresent(seed -> members.put("kem", seed.toJson()));
        return Json.write(members).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads one.
     *
     * @param name the file's name, for the message
     * @param genesis of the one system that it may be of
     */
    static TokenFile read(String name, byte[] file, Thumbprint genesis) {
        String what = "The HSM file " + name;
        Fields members = StrictJson.object(what, file);
        boolean hybrid = members.version(OLDEST_VERSION, VERSION) == VERSION;
        TokenName token = new TokenName(
                FileName.path(members.text("module")),
                members.text("parameters"),
                members.text("token"),
                members.text("serial"),
                members.optionalText("pinFile").orElse(""));
        KeyId signing = new KeyId(members.text("signing"));
        KeyId encryption = new KeyId(members.text("encryption"));
        HsmStatement statement = HsmStatement.verify(members.text("statement"), genesis);
        X509Certificate certificate = certificate(what, members.text("certificate"));
        Optional<SealedSeed> kem = hybrid ? Optional.of(SealedSeed.read(members.object("kem"))) : Optional.empty();
        members.end();
        if (hybrid != statement.keys().kem().isPresent()) {
            throw new RefusedException(
                    what
                            + " has an ML-KEM key, and its HSM's statement has none, or the other way round. Restore it from a backup.");
        }
        if (!certificate.getPublicKey().equals(statement.keys().signing().publicKey())) {
            throw new RefusedException(
                    what + " has a certificate of another key than its HSM's. Restore it from a backup.");
        }
        return new TokenFile(token, signing, encryption, statement, certificate, kem);
    }

    private static X509Certificate certificate(String what, String encoded) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Base64Url.decode(encoded)));
        } catch (CertificateException e) {
            throw new RefusedException(what + " has a damaged certificate. Restore it from a backup.");
        }
    }
}
