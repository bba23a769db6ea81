package org.quorumkms.it.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.net.ServicePool;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;

/** How long a claim takes that is refused, by why it is: whoever measures it should learn nothing. */
final class ClaimTiming {

    private final Cluster cluster;
    private final Consumer<String> out;
    private final java.security.SecureRandom random = new java.security.SecureRandom();
    private final List<String> words = new ArrayList<>();

    ClaimTiming(Cluster cluster, Consumer<String> out) {
        this.cluster = cluster;
        this.out = out;
    }

    void run(int rounds) {
        byte[] secret = secret();
        Map<String, ClaimRequest> kinds = new LinkedHashMap<>();
        SeenDomain used = domain(secret, Duration.ofDays(1));
        claim(request(used, secret));
        SeenDomain expired = domain(secret, Duration.ofSeconds(2));
        SeenDomain open = domain(secret, Duration.ofDays(1));
        kinds.put("a Domain that there is not", request(unknown(open), secret));
        kinds.put("an unknown secret", request(open, secret()));
        kinds.put("a used one", request(used, secret));
        kinds.put("an expired one", request(expired, secret));
        org.awaitility.Awaitility.await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
        Map<String, List<Long>> nanos = new LinkedHashMap<>();
        Random order = new Random(1);
        for (int round = -5; round < rounds; round++) {
            List<String> all = new ArrayList<>(kinds.keySet());
            Collections.shuffle(all, order);
            for (String kind : all) {
                long took = refused(kinds.get(kind));
                if (round >= 0) {
                    nanos.computeIfAbsent(kind, none -> new ArrayList<>()).add(took);
                }
            }
        }
        out.accept(String.format(
                "%-28s %10s %10s %10s", "refused claim, " + rounds + " of each", "p10 ms", "median", "p90"));
        kinds.keySet().forEach(kind -> {
            List<Long> sorted = nanos.get(kind).stream().sorted().toList();
            out.accept(String.format(
                    "%-28s %10.2f %10.2f %10.2f", kind, at(sorted, 0.1), at(sorted, 0.5), at(sorted, 0.9)));
        });
        out.accept("what they were told: " + words.stream().distinct().toList());
    }

    private static double at(List<Long> sorted, double part) {
        return sorted.get((int) (part * (sorted.size() - 1))) / 1e6;
    }

    private byte[] secret() {
        byte[] secret = new byte[ClaimTerms.SECRET_LENGTH];
        random.nextBytes(secret);
        return secret;
    }

    private SeenDomain domain(byte[] secret, Duration valid) {
        ServicePool<OperatorService> operator = cluster.operatorService();
        RequestId id = RequestId.random(random);
        NewDomain wanted = new NewDomain(
                cluster.founding(),
                "timing",
                Purpose.ENCRYPT,
                ClaimTerms.of(secret, Instant.now().plus(valid), Rights.all(Purpose.ENCRYPT)));
        return ExportedDomain.parse(
                        operator.call(server -> server.createDomain(id, wanted)).exported())
                .domain()
                .seen();
    }

    private SeenDomain unknown(SeenDomain like) {
        return new SeenDomain(DomainId.random(random), 1, like.thumbprint());
    }

    private static ClaimRequest request(SeenDomain domain, byte[] secret) {
        return new ClaimRequest(domain, Data.of(SecretBytes.owning(secret.clone())), "timing", "");
    }

    /** With a key of its own each time: one that failed often has to wait. */
    private ServicePool<ClaimService> newcomer() {
        return cluster.newParty().claims(cluster.addresses(0), cluster.serverKeys());
    }

    private void claim(ClaimRequest request) {
        RequestId id = RequestId.random(random);
        newcomer().call(server -> server.claim(id, request));
    }

    private long refused(ClaimRequest request) {
        return newcomer().call(server -> {
            long start = System.nanoTime();
            try {
                server.claim(RequestId.random(random), request);
                throw new IllegalStateException("a claim was not refused");
            } catch (RefusedException e) {
                long took = System.nanoTime() - start;
                words.add(String.valueOf(e.getMessage()));
                return took;
            }
        });
    }
}
