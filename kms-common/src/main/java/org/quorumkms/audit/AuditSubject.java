package org.quorumkms.audit;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.json.Fields;
import org.quorumkms.signed.Thumbprint;

/**
 * What something was done to.
 *
 * @param trust the thumbprint of a Trust
 * @param domain a Domain
 * @param revision the Domain's revision
 * @param hsm the fingerprint of an HSM
 */
public record AuditSubject(
        Optional<Thumbprint> trust, Optional<DomainId> domain, Optional<Integer> revision, Optional<Thumbprint> hsm) {

    /** Nothing in particular. */
    public static final AuditSubject NONE =
            new AuditSubject(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Names a Trust. */
    public static AuditSubject trust(Thumbprint trust) {
        return new AuditSubject(Optional.of(trust), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Names a revision of a Domain. */
    public static AuditSubject domain(Domain domain) {
        return domain(domain.seen());
    }

    /** Names a revision of a Domain. */
    public static AuditSubject domain(SeenDomain seen) {
        return new AuditSubject(
                Optional.of(seen.trust()), Optional.of(seen.id()), Optional.of(seen.revision()), Optional.empty());
    }

    /** Names a Domain that is only asked for. */
    public static AuditSubject domain(DomainId id) {
        return new AuditSubject(Optional.empty(), Optional.of(id), Optional.empty(), Optional.empty());
    }

    /** Names an HSM. */
    public static AuditSubject hsm(Thumbprint fingerprint) {
        return new AuditSubject(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(fingerprint));
    }

    void putInto(Map<String, @Nullable Object> members) {
        trust.ifPresent(thumbprint -> members.put("trust", thumbprint.value()));
        domain.ifPresent(id -> members.put("domain", id.value()));
        revision.ifPresent(number -> members.put("revision", number));
        hsm.ifPresent(fingerprint -> members.put("hsm", fingerprint.value()));
    }

    static AuditSubject take(Fields members) {
        return new AuditSubject(
                members.optionalText("trust").map(Thumbprint::new),
                members.optionalText("domain").map(DomainId::new),
                members.has("revision") ? Optional.of(members.integer("revision")) : Optional.empty(),
                members.optionalText("hsm").map(Thumbprint::new));
    }
}
