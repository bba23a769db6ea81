package org.quorumkms.server.net;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the server's key, vouched for by the HSM that the caller accepts: callers name theirs in the handshake
 * (certificate_authorities, RFC 8446, 4.2.4), since the HSMs of one server may stand in different Trusts.
 */
final class ServerKeyManager extends X509ExtendedKeyManager {

    private static final String EC = "EC";

    private final ServerCredentials credentials;

    ServerKeyManager(ServerCredentials credentials) {
        this.credentials = credentials;
    }

    private @Nullable String choose(String keyType, Principal @Nullable [] acceptable) {
        return EC.equals(keyType)
                ? credentials.vouching(acceptable == null ? List.of() : Arrays.asList(acceptable))
                : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return choose(keyType, issuers);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return choose(keyType, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return credentials.chain(alias).toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return credentials.privateKey();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[] {credentials.vouching(List.of())};
    }
}
