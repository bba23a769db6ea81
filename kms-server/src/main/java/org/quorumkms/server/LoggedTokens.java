package org.quorumkms.server;

import org.quorumkms.pkcs11.TokenEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log when an HSM in a token goes and when it is back. */
final class LoggedTokens implements TokenEvents {

    private static final Logger LOG = LoggerFactory.getLogger("kms-server");

    @Override
    public void gone(String hsm, String why) {
        LOG.error("HSM {} is unavailable: {}; calls go to other HSMs of its Trusts", hsm, why);
    }

    @Override
    public void back(String hsm) {
        LOG.warn("HSM {} is back", hsm);
    }
}
