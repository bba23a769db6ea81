package org.quorumkms.operator.cli.people;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import picocli.CommandLine.Command;

/** Seals the home's key under a passphrase, or does not any more. */
abstract class HomeLockCommand extends OperatorCommand {

    HomeLockCommand(OperatorContext context) {
        super(context);
    }

    final void say(boolean locked, String text) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("locked", locked);
        printer().result(json, List.of(text));
    }

    /** Locks. */
    @Command(
            name = "lock",
            description =
                    "Seal this home's connection key under a passphrase (scrypt): every command then asks for it, the"
                            + " interactive console once. Without it nobody can act as you, and the home has to be enrolled anew.",
            footer = {"", "Example:", "  kms-operator home lock"})
    static final class Lock extends HomeLockCommand {

        Lock(OperatorContext context) {
            super(context);
        }

        @Override
        public Integer call() {
            Home home = context().home();
            if (ConnectionKey.isLocked(home)) {
                throw new RefusedException(
                        "This home is locked already. For another passphrase: home unlock, then home lock.");
            }
            context().lock(home);
            say(
                    true,
                    "locked: the connection key is sealed. Backups and snapshots of this folder from before are not.");
            return ExitCode.DONE.code();
        }
    }

    /** Unlocks. */
    @Command(
            name = "unlock",
            description =
                    "Keep this home's connection key without a passphrase again, protected by the folder's permissions alone.",
            footer = {"", "Example:", "  kms-operator home unlock"})
    static final class Unlock extends HomeLockCommand {

        Unlock(OperatorContext context) {
            super(context);
        }

        @Override
        public Integer call() {
            Home home = context().home();
            if (!ConnectionKey.isLocked(home)) {
                throw new RefusedException("This home is not locked.");
            }
            context().key(home).unlock(home);
            say(false, "unlocked");
            return ExitCode.DONE.code();
        }
    }
}
