package org.quorumkms.operator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;

/**
 * D5: whose key a successor should exchange. An operator's key can be had by whoever gets an HSM that could ever open its
 * Domain, also after it was dropped. A key that its operator keeps itself was in none.
 */
public final class KeysToExchange {

    private KeysToExchange() {}

    /** Returns a line for each operator of a Trust whose Domain stood under a Trust with an HSM that is not in this one. */
    public static List<String> lines(TrustBody successor, List<OperatorView> enrolled) {
        List<String> lines = new ArrayList<>();
        // In the order of the Trust, which is the one that its screen shows.
        for (OperatorKey listed : successor.operators()) {
            enrolled.stream()
                    .filter(operator -> operator.thumbprint().equals(listed.thumbprint())
                            && !operator.domain().body().hasEmptyRing())
                    .findFirst()
                    .map(operator -> dropped(successor, operator))
                    .filter(dropped -> !dropped.isEmpty())
                    .ifPresent(dropped ->
                            lines.add(listed.name() + " " + listed.thumbprint() + ": " + String.join(", ", dropped)));
        }
        return lines;
    }

    private static Set<String> dropped(TrustBody successor, OperatorView operator) {
        DomainBody body = operator.domain().body();
        Set<String> labels = new LinkedHashSet<>();
        for (Trust trust : operator.domain().trust().chain().trusts()) {
            if (body.moves().hold(trust.thumbprint())) {
                trust.body().hsms().stream()
                        .filter(hsm -> !successor.names(hsm))
                        .map(HsmKeys::label)
                        .forEach(labels::add);
            }
        }
        return labels;
    }
}
