package org.quorumkms.server.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.hsm.ControllerRequest;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.NewDataKey;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.order.Order;
import org.quorumkms.remote.CreateDataKeys;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.OpenDataKeys;
import org.quorumkms.remote.OpenReleased;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.OpenedDataKeys;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SealedDataKeys;
import org.quorumkms.remote.SignedFile;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.NewestViews;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** What clients do with their Domains. Who may is decided by the HSM, from the Domain itself. */
public final class DomainUses {

    private final CheckedStore store;
    private final ServedDomains domains;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Audited audited;
    private final Releases releases;
    private final OwnDomains own;
    private final NewestViews views;

    DomainUses(
            CheckedStore store,
            ServedDomains domains,
            HsmPool hsms,
            Authorization authorization,
            Audited audited,
            Releases releases) {
        this.store = store;
        this.domains = domains;
        this.hsms = hsms;
        this.authorization = authorization;
        this.audited = audited;
        this.releases = releases;
        this.own = new OwnDomains(store);
        this.views = new NewestViews(store);
    }

    /** Lists the Domains that the caller controls. */
    public List<DomainId> list(EcJwk caller) {
        return authorization.domainsOf(caller).stream()
                .map(domain -> domain.body().id())
                .toList();
    }

    /** Returns a Domain that the caller controls. */
    public String read(EcJwk caller, DomainId id) {
        DomainInLine domain = store.find(id)
                .filter(one ->
                        one.domain().body().controller(caller.thumbprint()).isPresent())
                .orElseThrow(OwnDomains.notYours(id));
        store.verified(domain);
        return store.read(ledger -> ledger.exported(domain.domain())).toText();
    }

    /** Returns the newest revision of a Domain to a key that a kept revision names as a controller (D3). */
    public NewestDomain newest(EcJwk caller, SeenDomain seen, Thumbprint trust) {
        DomainInLine newest = store.find(seen.id())
                .filter(domain -> own.wasController(seen.id(), caller))
                .orElseThrow(OwnDomains.notYours(seen.id()));
        return views.of(newest, seen, Optional.of(trust));
    }

    /** Makes a data key. */
    public SealedDataKey createDataKey(EcJwk caller, SeenDomain seen, Bytes context) {
        return use(caller, Call.CREATE_DATA_KEY, seen, prepared -> created(prepared, context), SealedDataKey::seen);
    }

    private static SealedDataKey created(Prepared prepared, Bytes context) {
        NewDataKey made = prepared.hsm().createDataKey(prepared.use(), EncryptionContext.decode(context));
        try (SecretBytes key = made.key()) {
            return new SealedDataKey(prepared.used(), Data.of(key), made.sealed());
        }
    }

    /** Makes several data keys. */
    public SealedDataKeys createDataKeys(EcJwk caller, CreateDataKeys wanted) {
        List<SealedDataKey> made = several(
                caller,
                Call.CREATE_DATA_KEYS,
                wanted.seen(),
                wanted.contexts(),
                DomainUses::created,
                SealedDataKey::key);
        return new SealedDataKeys(made);
    }

    /** Opens a data key. */
    public Opened openDataKey(EcJwk caller, SeenDomain seen, Bytes sealed, Bytes context) {
        return use(
                caller,
                Call.OPEN_DATA_KEY,
                seen,
                prepared -> opened(prepared, new OpenDataKeys.Key(sealed, context)),
                Opened::seen);
    }

    private static Opened opened(Prepared prepared, OpenDataKeys.Key wanted) {
        try (SecretBytes key = prepared.hsm()
                .openDataKey(prepared.use(), wanted.sealed(), EncryptionContext.decode(wanted.context()))) {
            return new Opened(prepared.used(), Data.of(key));
        }
    }

    /** Opens several data keys. */
    public OpenedDataKeys openDataKeys(EcJwk caller, OpenDataKeys wanted) {
        List<Opened> opened =
                several(caller, Call.OPEN_DATA_KEYS, wanted.seen(), wanted.each(), DomainUses::opened, Opened::data);
        return new OpenedDataKeys(opened);
    }

    /** The HSM decides about each anew; where it refuses one, what was made for those before it is wiped. */
    private <W, T> List<T> several(
            EcJwk caller,
            Call call,
            SeenDomain seen,
            List<W> wanted,
            BiFunction<Prepared, W, T> work,
            Function<T, Data> secret) {
        return audited.use(
                caller,
                call,
                seen,
                wanted.size(),
                () -> {
                    Prepared prepared = prepare(caller, seen);
                    List<T> done = new ArrayList<>();
                    try {
                        wanted.forEach(one -> done.add(work.apply(prepared, one)));
                    } catch (RuntimeException e) {
                        done.forEach(one -> secret.apply(one).close());
                        throw e;
                    }
                    return done;
                },
                done -> AuditSubject.domain(seen));
    }

    /** Opens what a quorum released (O4); the log names the order. */
    public Opened openReleased(EcJwk caller, OpenReleased wanted) {
        return audited.use(caller, Call.OPEN_RELEASED, wanted.seen(), () -> released(caller, wanted), Released::subject)
                .opened();
    }

    private record Released(Opened opened, Order order) {

        AuditSubject subject() {
            return AuditSubject.domain(opened.seen()).by(order);
        }
    }

    private Released released(EcJwk caller, OpenReleased wanted) {
        Prepared prepared = prepare(caller, wanted.seen());
        Order order = releases.find(wanted.order());
        try (SecretBytes key = prepared.hsm()
                .openReleased(
                        prepared.use(),
                        new ControllerRequest(caller, wanted.signedRequest()),
                        order,
                        wanted.sealed(),
                        EncryptionContext.decode(wanted.context()))) {
            return new Released(new Opened(prepared.used(), Data.of(key)), order);
        }
    }

    /** Signs a file. */
    public SignedFile signFile(EcJwk caller, SeenDomain seen, Thumbprint sha256, long bytes) {
        return use(
                caller,
                Call.SIGN_FILE,
                seen,
                prepared -> new SignedFile(
                        prepared.used(),
                        prepared.hsm().signFile(prepared.use(), sha256, bytes).toText()),
                SignedFile::seen);
    }

    /** Seals data. */
    public Sealed encrypt(EcJwk caller, SeenDomain seen, Data data, Bytes context) {
        return use(
                caller,
                Call.ENCRYPT,
                seen,
                prepared -> {
                    try (SecretBytes plaintext = data.take()) {
                        return new Sealed(
                                prepared.used(),
                                prepared.hsm().encrypt(prepared.use(), plaintext, EncryptionContext.decode(context)));
                    }
                },
                Sealed::seen);
    }

    /** Opens data. */
    public Opened decrypt(EcJwk caller, SeenDomain seen, Bytes ciphertext, Bytes context) {
        return use(
                caller,
                Call.DECRYPT,
                seen,
                prepared -> {
                    try (SecretBytes plaintext =
                            prepared.hsm().decrypt(prepared.use(), ciphertext, EncryptionContext.decode(context))) {
                        return new Opened(prepared.used(), Data.of(plaintext));
                    }
                },
                Opened::seen);
    }

    private <T> T use(
            EcJwk caller, Call call, SeenDomain seen, Function<Prepared, T> work, Function<T, SeenDomain> used) {
        return audited.use(
                caller,
                call,
                seen,
                () -> work.apply(prepare(caller, seen)),
                result -> AuditSubject.domain(used.apply(result)));
    }

    private Prepared prepare(EcJwk caller, SeenDomain seen) {
        if (store.memory().isClosed()) {
            throw Changes.closed();
        }
        ServedDomains.Served served = served(caller, seen);
        DomainInLine domain = served.domain();
        Hsm hsm = served.hsm().orElseGet(() -> hsms.in(domain.line().last().body()));
        return new Prepared(hsm, new DomainUse(domain, seen, caller.thumbprint()));
    }

    /**
     * Finds a Domain that names the caller, at the revision that it named. Others, and those that are not there, are refused in
     * the same words, before an HSM does anything for the caller; the HSM, which verifies the Domain, decides again.
     */
    private ServedDomains.Served served(EcJwk caller, SeenDomain seen) {
        ServedDomains.Served served = domains.find(seen.id()).orElseThrow(OwnDomains.notYours(seen.id()));
        Domain domain = served.domain().domain();
        if (domain.body().controller(caller.thumbprint()).isEmpty()
                && !domain.thumbprint().equals(seen.thumbprint())
                && own.wasController(seen.id(), caller)) {
            throw CheckedStore.moved(domain);
        }
        own.requireController(domain, caller);
        if (!domain.thumbprint().equals(seen.thumbprint())) {
            served = again(served, seen);
        }
        remember(served);
        return served;
    }

    /** What is served may be a second old. */
    private ServedDomains.Served again(ServedDomains.Served served, SeenDomain seen) {
        store.named(served.domain(), seen);
        domains.changed(seen.id());
        return domains.find(seen.id()).orElseThrow(OwnDomains.notYours(seen.id()));
    }

    /** Section 7: what is used is remembered, with its line. */
    private void remember(ServedDomains.Served served) {
        if (served.isFirstUse()) {
            store.memory().used(Descent.of(served.domain().domain()));
            store.lines().proof(served.domain().line()).ifPresent(store.memory()::sees);
        }
        if (!store.memory().isWritable()) {
            store.memory().requireWritable(Descent.of(served.domain().domain()));
        }
    }

    private record Prepared(Hsm hsm, DomainUse use) {

        SeenDomain used() {
            return use.domain().domain().seen();
        }
    }
}
