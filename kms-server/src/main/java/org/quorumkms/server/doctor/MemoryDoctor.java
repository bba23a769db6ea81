package org.quorumkms.server.doctor;

import java.util.List;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.Lost;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;

/** Holds a server's memory against its store (protocol.md section 7). */
public final class MemoryDoctor {

    private final CheckedStore store;
    private final Memory memory;

    /** Takes the store, the memory, and the thumbprint of the genesis Trust. */
    public MemoryDoctor(Store store, Memory memory, Thumbprint genesis) {
        this.store = new CheckedStore(store, memory, genesis);
        this.memory = memory;
    }

    /** Looks. */
    public void examine(Findings findings) {
        findings.look("memory", this::domains);
    }

    private String domains(Findings.Subject subject) {
        List<Lost.One> lost = new Lost(store).all();
        lost.stream()
                .filter(Lost.One::kept)
                .forEach(one -> subject.unverified(
                        "the store lost revision " + one.remembered().revision() + " of Domain " + one.id()
                                + "; this server has it, and hands it back when it is asked for"));
        List<String> lines = Lost.lines(lost);
        lines.forEach(line -> subject.unverified("remembered, and not in the store (id remembered store): " + line));
        if (!lines.isEmpty()) {
            subject.unverified(
                    "whoever has them hands them over (domain import). What nobody has any more is taken as the store has"
                            + " it by: kms-server domain repin --lost " + Lost.digest(lines));
        }
        memory.allClosed()
                .forEach(id -> subject.wrong(
                        "Domain " + id + " is closed: " + memory.whyClosed(id).orElse("")));
        subject.wrongUnless(
                !memory.isClosed(),
                "this server was restored, and is closed until its host opens it: kms-server resume");
        return memory.all().size() + " Domains and " + memory.lines().size()
                + " lines are remembered, and the store shows them so, or later";
    }
}
