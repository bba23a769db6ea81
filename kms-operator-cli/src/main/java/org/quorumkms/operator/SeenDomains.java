package org.quorumkms.operator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.home.Home;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Thumbprint;

/**
 * The Domains that an operator's console has changed or looked at, each as it was seen last, in {@code domains-seen.json}
 * (T7): a server that serves an older revision of one is noticed. Kept in the order of seeing, and bounded.
 */
public final class SeenDomains {

    /** How many are remembered: those seen longest ago are forgotten first. */
    static final int MOST = 50_000;

    private static final String NAME = "domains-seen.json";
    private static final String WHAT = "The file domains-seen.json of this home";
    private static final int VERSION = 1;

    private final Home home;

    /** Takes the home. */
    public SeenDomains(Home home) {
        this.home = home;
    }

    /** Returns a Domain as it was seen last. */
    public Optional<SeenDomain> of(DomainId id) {
        return Optional.ofNullable(all().get(id));
    }

    /** Returns all of them. */
    public Map<DomainId, SeenDomain> all() {
        Map<DomainId, SeenDomain> all = new LinkedHashMap<>();
        home.read(NAME).ifPresent(content -> {
            Fields members = StrictJson.collection(WHAT, StrictJson.decode(WHAT, content));
            members.version(VERSION);
            for (Fields one : members.objects("domains")) {
                SeenDomain seen = new SeenDomain(
                        new DomainId(one.text("id")), one.integer("revision"), new Thumbprint(one.text("trust")));
                one.end();
                all.put(seen.id(), seen);
            }
            members.end();
        });
        return all;
    }

    /** Remembers Domains that were verified to be those seen before, or later. */
    public void see(Collection<SeenDomain> domains) {
        if (domains.isEmpty()) {
            return;
        }
        home.locked(() -> {
            Map<DomainId, SeenDomain> all = all();
            for (SeenDomain seen : domains) {
                SeenDomain before = all.remove(seen.id());
                all.put(seen.id(), before != null && before.revision() > seen.revision() ? before : seen);
            }
            List<SeenDomain> newest = new ArrayList<>(all.values());
            home.write(NAME, write(newest.subList(Math.max(0, newest.size() - MOST), newest.size())));
            return all.size();
        });
    }

    private static byte[] write(List<SeenDomain> domains) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("domains", domains.stream().map(SeenDomains::json).toList());
        return Json.write(members).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, @Nullable Object> json(SeenDomain seen) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("id", seen.id().value());
        members.put("revision", seen.revision());
        members.put("trust", seen.trust().value());
        return members;
    }
}
