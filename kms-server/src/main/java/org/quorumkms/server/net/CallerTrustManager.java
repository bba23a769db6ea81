package org.quorumkms.server.net;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.quorumkms.errors.KmsException;
import org.quorumkms.jose.EcJwk;

/**
 * How a server judges a caller: one self-signed certificate with a P-256 key. Any key may connect; what it may do is
 * decided call by call, by its thumbprint.
 */
final class CallerTrustManager extends X509ExtendedTrustManager {

    private static void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException("a caller presents exactly one certificate");
        }
        try {
            EcJwk.of(chain[0].getPublicKey());
            chain[0].verify(chain[0].getPublicKey());
        } catch (KmsException | GeneralSecurityException e) {
            throw new CertificateException("a caller presents a self-signed certificate with a P-256 key", e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this side accepts callers only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this side accepts callers only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side accepts callers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
