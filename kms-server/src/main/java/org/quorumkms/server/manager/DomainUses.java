package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.NewDataKey;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SignedFile;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** What clients do with their Domains. Who may is decided by the HSM, from the Domain itself. */
final class DomainUses {

    private final Store store;
    private final Ledger ledger;
    private final ServedDomains domains;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final DomainViews views;

    DomainUses(Store store, Ledger ledger, ServedDomains domains, HsmPool hsms, Authorization authorization) {
        this.store = store;
        this.ledger = ledger;
        this.domains = domains;
        this.hsms = hsms;
        this.authorization = authorization;
        this.views = new DomainViews(store);
    }

    List<DomainId> list(EcJwk caller) {
        return authorization.domainsOf(caller).stream()
                .map(domain -> domain.body().id())
                .toList();
    }

    String exported(EcJwk caller, DomainId id) {
        DomainInLine own = ledger.find(id)
                .filter(domain ->
                        domain.domain().body().controller(caller.thumbprint()).isPresent())
                .orElseThrow(DomainActions.notYours(id));
        ledger.verified(own);
        return ledger.exported(own).toText();
    }

    /** D3: a key that a kept revision names as a controller may ask for the newest one. */
    NewestDomain newest(EcJwk caller, SeenDomain seen, Thumbprint trust) {
        DomainInLine newest = ledger.find(seen.id())
                .filter(domain ->
                        store.read(tables -> tables.domains().everControlledBy(seen.id(), caller.thumbprint())))
                .orElseThrow(DomainActions.notYours(seen.id()));
        return views.newest(newest, seen, Optional.of(trust));
    }

    /** The newest revision, after a change that the caller was allowed. */
    NewestDomain after(SeenDomain seen) {
        return views.newest(ledger.require(seen.id()), seen, Optional.empty());
    }

    /** The newest revision, for who may read everything. */
    NewestDomain after(SeenDomain seen, Thumbprint trust) {
        return views.newest(ledger.require(seen.id()), seen, Optional.of(trust));
    }

    /** Lines and addresses are for whoever controls a Domain. */
    void requireClient(EcJwk caller) {
        if (!authorization.isNamed(caller)) {
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
        if (ledger.memory().isClosed()) {
            throw Requests.closed();
        }
        ServedDomains.Served served = own(caller, seen);
        DomainInLine domain = served.domain();
        Hsm hsm = served.hsm().orElseGet(() -> hsms.in(domain.line().last().body()));
        return new Prepared(hsm, new DomainUse(domain, seen, caller.thumbprint()));
    }

    /**
     * Finds a Domain that names the caller, at the revision that it named. Others, and those that are not there, are refused in
     * the same words, before an HSM does anything for the caller; the HSM, which verifies the Domain, decides again.
     */
    private ServedDomains.Served own(EcJwk caller, SeenDomain seen) {
        ServedDomains.Served served = domains.find(seen.id()).orElseThrow(DomainActions.notYours(seen.id()));
        Domain domain = served.domain().domain();
        if (domain.body().controller(caller.thumbprint()).isEmpty()) {
            if (!store.read(tables -> tables.domains().everControlledBy(seen.id(), caller.thumbprint()))) {
                throw DomainActions.notYours(seen.id()).get();
            }
            throw domain.thumbprint().equals(seen.thumbprint())
                    ? DomainActions.notAnyMore(domain)
                    : Ledger.moved(domain);
        }
        if (!domain.thumbprint().equals(seen.thumbprint())) {
            served = again(served, seen);
        }
        remember(served);
        return served;
    }

    /** What is served may be a second old. */
    private ServedDomains.Served again(ServedDomains.Served served, SeenDomain seen) {
        ledger.named(served.domain(), seen);
        domains.changed(seen.id());
        return domains.find(seen.id()).orElseThrow(DomainActions.notYours(seen.id()));
    }

    /** Section 7: what is used is remembered, with its line. */
    private void remember(ServedDomains.Served served) {
        if (served.isFirstUse()) {
            ledger.memory().used(Descent.of(served.domain().domain()));
            ledger.proof(served.domain().line()).ifPresent(ledger.memory()::sees);
        }
        if (!ledger.memory().isWritable()) {
            ledger.memory().requireWritable(Descent.of(served.domain().domain()));
        }
    }

    private record Prepared(Hsm hsm, DomainUse use) {

        SeenDomain used() {
            return use.domain().domain().seen();
        }
    }
}
