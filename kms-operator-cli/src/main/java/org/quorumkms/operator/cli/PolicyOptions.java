package org.quorumkms.operator.cli;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Policy;
import org.quorumkms.errors.UsageException;
import picocli.CommandLine.Option;

/** Who decides about a Domain (D9). */
public final class PolicyOptions {

    @Option(
            names = "--readers",
            paramLabel = "WHO",
            description = "Who gives rights: controllers (by share), or quorum (by order admit).")
    private @Nullable String readers;

    @Option(
            names = "--decrypt",
            paramLabel = "WHO",
            description = "Who opens what was sealed: controllers, or quorum (file by file: kms-client request).")
    private @Nullable String decrypt;

    /** Returns whether any of them was named. */
    public boolean isAny() {
        return readers != null || decrypt != null;
    }

    /** Returns a policy with what was named; what was not, stays as it was. */
    public Policy over(Policy before) {
        return new Policy(who(readers, before.readers()), who(decrypt, before.decrypt()));
    }

    private static Policy.Who who(@Nullable String said, Policy.Who before) {
        if (said == null) {
            return before;
        }
        return Arrays.stream(Policy.Who.values())
                .filter(who -> who.text().equals(said))
                .findFirst()
                .orElseThrow(() -> new UsageException(said + " is not controllers or quorum."));
    }
}
