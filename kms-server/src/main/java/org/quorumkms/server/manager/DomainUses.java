package org.quorumkms.server.manager;

import java.util.List;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.NewDataKey;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SignedFile;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** What clients do with their Domains. Who may is decided by the HSM, from the Domain itself. */
final class DomainUses {

    private final ServedDomains domains;
    private final HsmPool hsms;
    private final Authorization authorization;

    DomainUses(ServedDomains domains, HsmPool hsms, Authorization authorization) {
        this.domains = domains;
        this.hsms = hsms;
        this.authorization = authorization;
    }

    List<DomainId> list(EcJwk caller) {
        return authorization.domainsOf(caller).stream()
                .map(domain -> domain.body().id())
                .toList();
    }

    String exported(EcJwk caller, DomainId id) {
        ExportedDomain own = own(caller, id).domain();
        authorization.requireVerified(own);
        return own.toText();
    }

    /** Lines are for whoever controls a Domain. */
    void requireClient(EcJwk caller) {
        if (!authorization.controlsAny(caller)) {
            throw new RefusedException("This key controls no Domain. Claim one: kms-client claim INVITATION.");
        }
    }

    SealedDataKey createDataKey(EcJwk caller, SeenDomain seen, Bytes context) {
        Prepared use = prepare(caller, seen);
        NewDataKey made = use.hsm().createDataKey(use.use(), EncryptionContext.decode(context));
        try (SecretBytes key = made.key()) {
            return new SealedDataKey(use.used(), Data.of(key), made.sealed());
        }
    }

    Opened openDataKey(EcJwk caller, SeenDomain seen, Bytes sealed, Bytes context) {
        Prepared use = prepare(caller, seen);
        try (SecretBytes key = use.hsm().openDataKey(use.use(), sealed, EncryptionContext.decode(context))) {
            return new Opened(use.used(), Data.of(key));
        }
    }

    SealedDataKey resealDataKey(EcJwk caller, SeenDomain seen, Bytes sealed, Bytes context) {
        Prepared use = prepare(caller, seen);
        NewDataKey made = use.hsm().resealDataKey(use.use(), sealed, EncryptionContext.decode(context));
        try (SecretBytes key = made.key()) {
            return new SealedDataKey(use.used(), Data.of(key), made.sealed());
        }
    }

    SignedFile signFile(EcJwk caller, SeenDomain seen, Thumbprint sha256, long bytes) {
        Prepared use = prepare(caller, seen);
        return new SignedFile(
                use.used(), use.hsm().signFile(use.use(), sha256, bytes).toText());
    }

    Sealed encrypt(EcJwk caller, SeenDomain seen, Data data, Bytes context) {
        Prepared use = prepare(caller, seen);
        try (SecretBytes plaintext = data.take()) {
            return new Sealed(use.used(), use.hsm().encrypt(use.use(), plaintext, EncryptionContext.decode(context)));
        }
    }

    Opened decrypt(EcJwk caller, SeenDomain seen, Bytes ciphertext, Bytes context) {
        Prepared use = prepare(caller, seen);
        try (SecretBytes plaintext = use.hsm().decrypt(use.use(), ciphertext, EncryptionContext.decode(context))) {
            return new Opened(use.used(), Data.of(plaintext));
        }
    }

    private Prepared prepare(EcJwk caller, SeenDomain seen) {
        ServedDomains.Served served = own(caller, seen.id());
        ExportedDomain domain = served.domain();
        Hsm hsm = served.hsm().orElseGet(() -> hsms.in(domain.line().last().body()));
        return new Prepared(hsm, new DomainUse(domain, seen, caller.thumbprint()));
    }

    /**
     * Finds a Domain that names the caller. Others, and those that are not there, are refused in the same words, before
     * an HSM does anything for the caller; the HSM, which verifies the Domain, decides again.
     */
    private ServedDomains.Served own(EcJwk caller, DomainId id) {
        return domains.find(id)
                .filter(served -> served.domain().domain().body().controllers().contains(caller.thumbprint()))
                .orElseThrow(DomainChangeActions.Refusals.notYours(id));
    }

    private record Prepared(Hsm hsm, DomainUse use) {

        SeenDomain used() {
            return use.domain().domain().seen();
        }
    }
}
