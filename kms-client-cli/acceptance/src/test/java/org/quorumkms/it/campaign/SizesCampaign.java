package org.quorumkms.it.campaign;

import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;
import org.quorumkms.client.ClientSession;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Node;
import org.quorumkms.it.system.Party;
import org.quorumkms.operator.Invited;

/** What very many Domains take of a PostgreSQL, and of those who use it: some are real, the rest are copies of their rows. */
final class SizesCampaign {

    private static final int REAL = 200;

    private final Cluster cluster;
    private final Consumer<String> out;

    /** Takes a system whose database is multiplied by its crash. */
    SizesCampaign(Cluster cluster, Consumer<String> out) {
        this.cluster = cluster;
        this.out = out;
    }

    void run() throws IOException, InterruptedException {
        for (int i = 0; i < REAL; i++) {
            claimed("n" + i);
        }
        Party party = cluster.newParty();
        DomainId domain = claim(party, "of the client");
        ClientSession client = party.client(cluster.addresses(0));
        ManyDomains.callMicros(client, domain);
        double few = ManyDomains.callMicros(client, domain);
        long begin = System.nanoTime();
        for (int i = 0; i < REAL; i++) {
            claimed("early " + i);
        }
        double before = millisEach(begin);
        begin = System.nanoTime();
        cluster.database().crash();
        out.accept("rows copied in " + seconds(begin) + " s");
        double many = ManyDomains.callMicros(client, domain);
        out.accept(String.format(
                Locale.ROOT,
                "a data key, made and opened: median %.0f us with %d Domains, %.0f us with all: ratio %.2f",
                few,
                REAL + 2,
                many,
                many / few));
        begin = System.nanoTime();
        for (int i = 0; i < REAL; i++) {
            claimed("late " + i);
        }
        out.accept(String.format(
                Locale.ROOT,
                "a Domain made and claimed: %.1f ms with few, %.1f ms with all",
                before,
                millisEach(begin)));
        Node node = cluster.nodes().get(0);
        out.accept(
                "the server's memory: " + ManyDomains.residentMiB(node.process().pid()) + " MiB resident");
    }

    private static double millisEach(long begin) {
        return (System.nanoTime() - begin) / 1e6 / REAL;
    }

    private static long seconds(long begin) {
        return Math.round((System.nanoTime() - begin) / 1e9);
    }

    private void claimed(String name) {
        claim(cluster.newParty(), name);
    }

    private DomainId claim(Party party, String name) {
        Invited invited = cluster.operator(0).changes().create(cluster.founding(), name, Purpose.ENCRYPT);
        party.claim(invited.invitation(), cluster.addresses(0), cluster.serverKeys());
        return invited.domain().body().id();
    }
}
