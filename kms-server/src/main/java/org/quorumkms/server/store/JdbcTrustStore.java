package org.quorumkms.server.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/** Trusts over JDBC. */
final class JdbcTrustStore implements TrustStore {

    private final Handle handle;
    private final ParsedTrusts parsed;

    JdbcTrustStore(Handle handle, ParsedTrusts parsed) {
        this.handle = handle;
        this.parsed = parsed;
    }

    @Override
    public int nextId() {
        handle.execute("UPDATE counter SET last = last + 1 WHERE name = 'trust'");
        return handle.createQuery("SELECT last FROM counter WHERE name = 'trust'")
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public boolean found(Trust genesis) {
        boolean first =
                handle.execute("INSERT INTO counter (name, last) VALUES ('founded', 1) ON CONFLICT (name) DO NOTHING")
                        == 1;
        if (first) {
            save(genesis);
        }
        // A commit whose answer was lost is made again: then it is there.
        return first || find(genesis.thumbprint()).isPresent();
    }

    @Override
    public void save(Trust trust) {
        handle.createUpdate("INSERT INTO trust (thumbprint, id, predecessor, payload)"
                        + " VALUES (:thumbprint, :id, :predecessor, :payload) ON CONFLICT DO NOTHING")
                .bind("thumbprint", trust.thumbprint().value())
                .bind("id", trust.body().id())
                .bind("predecessor", trust.predecessor().map(Thumbprint::value).orElse(null))
                .bind("payload", trust.payload().base64Url())
                .execute();
        trust.signatures().forEach(signature -> addSignature(trust.thumbprint(), signature));
        handle.execute(
                "UPDATE counter SET last = ? WHERE name = 'trust' AND last < ?",
                trust.body().id(),
                trust.body().id());
    }

    @Override
    public boolean addSignature(Thumbprint trust, JwsSignature signature) {
        return handle.createUpdate("INSERT INTO trust_signature (trust, kind, kid, position, document)"
                                + " VALUES (:trust, :kind, :kid,"
                                + " (SELECT COUNT(*) FROM trust_signature WHERE trust = :trust), :document)"
                                + " ON CONFLICT (trust, kind, kid) DO NOTHING")
                        .bind("trust", trust.value())
                        .bind("kind", signature.type().typ())
                        .bind("kid", signature.kid().value())
                        .bind("document", Json.write(signature.toJson()))
                        .execute()
                == 1;
    }

    @Override
    public void proposed(Thumbprint trust, Thumbprint proposer) {
        handle.execute("UPDATE trust SET proposer = ? WHERE thumbprint = ?", proposer.value(), trust.value());
    }

    @Override
    public void withdraw(Thumbprint trust, String why) {
        handle.execute("UPDATE trust SET withdrawn = ? WHERE thumbprint = ?", why, trust.value());
    }

    @Override
    public void reject(Thumbprint trust, Rejection rejection) {
        handle.execute(
                "INSERT INTO trust_rejection (trust, operator, why) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                trust.value(),
                rejection.operator().value(),
                rejection.why());
    }

    @Override
    public Proposal proposal(Thumbprint trust) {
        List<Rejection> rejections = handle.createQuery(
                        "SELECT operator, why FROM trust_rejection WHERE trust = ? ORDER BY operator")
                .bind(0, trust.value())
                .map((row, context) -> new Rejection(new Thumbprint(row.getString("operator")), row.getString("why")))
                .list();
        return handle.createQuery("SELECT proposer, withdrawn FROM trust WHERE thumbprint = ?")
                .bind(0, trust.value())
                .map((row, context) -> new Proposal(
                        Optional.ofNullable(row.getString("proposer")).map(Thumbprint::new),
                        Optional.ofNullable(row.getString("withdrawn")),
                        rejections))
                .findOne()
                .orElseGet(() -> new Proposal(Optional.empty(), Optional.empty(), rejections));
    }

    @Override
    public void turn(Thumbprint predecessor, Thumbprint trust) {
        handle.execute(
                "DELETE FROM way_forward WHERE predecessor = ? OR trust = ?", predecessor.value(), trust.value());
        handle.execute(
                "INSERT INTO way_forward (predecessor, trust) VALUES (?, ?)", predecessor.value(), trust.value());
    }

    @Override
    public boolean goForward(Thumbprint predecessor, Thumbprint trust) {
        handle.execute(
                "INSERT INTO way_forward (predecessor, trust) VALUES (?, ?) ON CONFLICT DO NOTHING",
                predecessor.value(),
                trust.value());
        return wayForward(predecessor).equals(Optional.of(trust));
    }

    @Override
    public Optional<Thumbprint> wayForward(Thumbprint predecessor) {
        return handle.createQuery("SELECT trust FROM way_forward WHERE predecessor = ?")
                .bind(0, predecessor.value())
                .mapTo(String.class)
                .findOne()
                .map(Thumbprint::new);
    }

    @Override
    public Optional<Trust> find(Thumbprint trust) {
        return handle.createQuery("SELECT payload FROM trust WHERE thumbprint = ?")
                .bind(0, trust.value())
                .mapTo(String.class)
                .findOne()
                .map(payload -> parsed.of(new ParsedTrusts.Text(payload, signatures(trust))));
    }

    @Override
    public Optional<TrustChain> line(Thumbprint trust) {
        Deque<Trust> line = new ArrayDeque<>();
        Optional<Thumbprint> next = Optional.of(trust);
        while (next.isPresent() && line.size() < TrustChain.MAX_LENGTH) {
            Optional<Trust> found = find(next.get());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            line.addFirst(found.get());
            next = found.get().predecessor();
        }
        return Optional.of(new TrustChain(new ArrayList<>(line)));
    }

    @Override
    public List<Trust> all() {
        return handle
                .createQuery("SELECT thumbprint FROM trust ORDER BY id, thumbprint")
                .mapTo(String.class)
                .list()
                .stream()
                .map(thumbprint -> find(new Thumbprint(thumbprint)))
                .flatMap(Optional::stream)
                .toList();
    }

    private List<String> signatures(Thumbprint trust) {
        return handle.createQuery("SELECT document FROM trust_signature WHERE trust = ? ORDER BY position, kid")
                .bind(0, trust.value())
                .mapTo(String.class)
                .list();
    }
}
