package org.quorumkms.server;

import org.quorumkms.crypto.Passphrase;
import org.quorumkms.home.Home;
import picocli.CommandLine.Mixin;

/** What a command asks for that opens this home's HSMs: where the passphrase of their files is, and where the PINs of their tokens are. */
final class HsmAccess {

    private final ServerContext context;

    @Mixin
    private PassphraseSource passphrases;

    @Mixin
    private PinOption pins = new PinOption();

    HsmAccess(ServerContext context) {
        this.context = context;
        this.passphrases = new PassphraseSource(context.environment());
    }

    /** Returns the context of a command that was told where the PINs are. */
    ServerContext context() {
        return context.withPins(pins.file());
    }

    /** Returns the passphrase of a home that is set up. */
    Passphrase passphrase(Home home) {
        return passphrases.find(home);
    }
}
