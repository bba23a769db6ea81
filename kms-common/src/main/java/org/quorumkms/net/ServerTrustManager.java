package org.quorumkms.net;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.errors.KmsException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.signed.Thumbprint;

/**
 * How a console or client judges a server (protocol.md section 6): exactly two certificates, a P-256 key issued by an
 * HSM's signing key with PS256, and that HSM's own; the HSM must be one that may vouch, or the server's key one that was
 * named. No names, no certificate authority.
 */
final class ServerTrustManager extends X509ExtendedTrustManager {

    /** RSASSA-PSS-params (RFC 8017, A.2.3) in DER: SHA-256, MGF1 with SHA-256, a salt of 32 bytes. */
    private static final byte[] PS256_PARAMETERS = HexFormat.of()
            .parseHex("3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d0609608648016503040201"
                    + "0500a203020120");

    /** A hello stays small: whoever pinned more HSMs than this names these, and may meet a server's other HSM. */
    private static final int MOST_NAMED = 128;

    private final Supplier<AcceptedServers> accepted;
    private final Clock clock;

    ServerTrustManager(Supplier<AcceptedServers> accepted, Clock clock) {
        this.accepted = accepted;
        this.clock = clock;
    }

    /**
     * Requires that the other side of a session would be accepted now (protocol.md section 6). A handshake that takes an earlier
     * session up again (RFC 8446, 2.2) shows no certificates, so nothing was judged in it.
     *
     * @throws SSLPeerUnverifiedException if it would not; its cause says why
     */
    void requireAccepted(SSLSession session) throws SSLPeerUnverifiedException {
        try {
            Certificate[] chain = session.getPeerCertificates();
            check(Arrays.copyOf(chain, chain.length, X509Certificate[].class));
        } catch (CertificateException e) {
            SSLPeerUnverifiedException refused = new SSLPeerUnverifiedException("the server is not accepted any more");
            refused.initCause(e);
            throw refused;
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 2) {
            throw new NotAccepted("it presents " + chain.length + " certificates, not its own and its HSM's");
        }
        X509Certificate server = chain[0];
        X509Certificate hsm = chain[1];
        Thumbprint serverKey;
        Thumbprint hsmKey;
        try {
            serverKey = EcJwk.of(server.getPublicKey()).thumbprint();
            hsmKey = hsm.getPublicKey() instanceof RSAPublicKey rsa
                    ? RsaJwk.of(rsa).thumbprint()
                    : EcJwk.of(hsm.getPublicKey()).thumbprint();
        } catch (KmsException e) {
            throw new NotAccepted("its keys are not of the kinds that a server and an HSM have");
        }
        requireIssued(server, hsm.getPublicKey());
        requireIssued(hsm, hsm.getPublicKey());
        Instant now = clock.instant();
        Instant from = server.getNotBefore().toInstant();
        Instant until = server.getNotAfter().toInstant();
        if (now.isBefore(from) || now.isAfter(until)) {
            throw new NotAccepted("its certificate is valid from " + from + " to " + until + ", and here it is " + now
                    + "; compare the clocks");
        }
        if (server.getBasicConstraints() >= 0) {
            throw new NotAccepted("it presents a certificate that issues others as its own");
        }
        AcceptedServers servers = accepted.get();
        if (!servers.hsms().contains(hsmKey) && !servers.serverKeys().contains(serverKey)) {
            throw new NotAccepted("its server key is " + serverKey + ", vouched for by an HSM (signing key " + hsmKey
                    + ") that is in no Trust pinned here; if you know this server, name its key with --server-key");
        }
    }

    private static void requireIssued(X509Certificate certificate, PublicKey issuer) throws NotAccepted {
        try {
            if (!certificate.getSigAlgOID().equals(Certificates.RSASSA_PSS_OID)
                    || !Arrays.equals(certificate.getSigAlgParams(), PS256_PARAMETERS)) {
                throw new NotAccepted("its certificates are not signed with PS256");
            }
            certificate.verify(issuer);
        } catch (GeneralSecurityException e) {
            if (e instanceof NotAccepted known) {
                throw known;
            }
            throw new NotAccepted("a signature in its certificates is wrong");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this side accepts servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this side accepts servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side accepts servers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return accepted.get().hsms().stream()
                .sorted(Comparator.comparing(Thumbprint::value))
                .limit(MOST_NAMED)
                .map(NamedIssuer::new)
                .toArray(X509Certificate[]::new);
    }
}
