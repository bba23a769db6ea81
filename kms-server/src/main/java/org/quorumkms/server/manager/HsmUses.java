package org.quorumkms.server.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;

/** Whether an HSM is needed still: while a newest Trust, or the Trust of any Domain, operators' included, names it. */
public final class HsmUses {

    private HsmUses() {}

    /** Says, for people, what needs the HSM; nothing does if the list is empty. */
    public static List<String> of(Store.Tables tables, HsmKeys keys) {
        List<String> uses = new ArrayList<>();
        for (Trust trust : tables.trusts().all()) {
            boolean newest = !trust.signers().isEmpty()
                    && tables.trusts().wayForward(trust.thumbprint()).isEmpty();
            if (newest && trust.body().entryOf(keys).isPresent()) {
                uses.add("Trust " + trust.body().id() + ", the newest of its line, names it");
            }
        }
        for (Thumbprint under : tables.domains().trusts()) {
            Optional<Trust> trust = tables.trusts()
                    .find(under)
                    .filter(one -> one.body().entryOf(keys).isPresent());
            trust.ifPresent(
                    one -> uses.add("Domains stand under Trust " + one.body().id() + ", which names it"));
        }
        return uses;
    }
}
