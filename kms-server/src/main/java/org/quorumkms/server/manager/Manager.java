package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.party.Identity;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.ledger.Branches;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.Resumption;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.store.ServerStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;

/**
 * Tracks Trusts, Domains and public keys: put together from what does each. Who may make which call stands in {@link Call}; the HSM
 * decides again.
 *
 * <p>What it cannot do: sign a Trust without its quorum, open a Domain, or approve in an operator's name.
 */
public final class Manager {

    private final Server server;
    private final CheckedStore store;
    private final Authorization authorization;
    private final TrustActions trusts;
    private final DomainActions domains;
    private final DomainChangeActions domainChanges;
    private final OrderActions orders;
    private final Claims claims;
    private final DomainImports imports;
    private final Releases releases;
    private final DomainUses uses;
    private final HsmActions hsms;
    private final AuditViews audit;
    private final RollCalls rollCalls;
    private final Invitations invitations;
    private final FirstOperators firstOperators;

    /**
     * What invitations say of this server.
     *
     * @param key the thumbprint of its key
     * @param addresses where it is called, HOST:PORT, the preferred one first
     * @param vouching the thumbprint of the signing key of the HSM that vouches for it
     */
    public record Server(Thumbprint key, List<String> addresses, Thumbprint vouching) {

        /** Copies the list. */
        public Server {
            addresses = List.copyOf(addresses);
        }
    }

    /** Takes the store, this server's HSMs and memory, what invitations say of it, its audit log, the clock, randomness. */
    public Manager(
            Store all, HsmPool pool, Memory memory, Server server, AuditLog log, Clock clock, SecureRandom random) {
        Thumbprint genesis = pool.any().genesis();
        this.server = server;
        this.store = new CheckedStore(all, memory, genesis);
        this.authorization = new Authorization(store);
        Audited audited = new Audited(log);
        ServedDomains served = new ServedDomains(store::find, pool);
        Changes changes = new Changes(store, authorization, audited, served, clock);
        ServerStore.Row self = new ServerStore.Row(server.key(), server.addresses());
        this.hsms = new HsmActions(store, pool, authorization, changes, self);
        this.invitations = new Invitations(hsms, server.vouching());
        this.trusts = new TrustActions(store, pool, authorization, changes, clock);
        this.domains = new DomainActions(store, pool, authorization, changes, invitations, clock, random);
        this.domainChanges = new DomainChangeActions(store, pool, authorization, changes, clock);
        this.orders = new OrderActions(store, pool, authorization, changes, clock, random);
        this.claims = new Claims(store, pool, authorization, changes, clock);
        this.imports = new DomainImports(store, pool, authorization, audited, served);
        this.releases = new Releases(store, changes, clock, random);
        this.uses = new DomainUses(store, served, pool, authorization, audited, releases);
        this.audit = new AuditViews(store, authorization);
        this.rollCalls = new RollCalls(store, genesis, pool, authorization, changes, clock, random);
        this.firstOperators = new FirstOperators(store, genesis, pool, log, random);
    }

    /** Makes this server and its HSMs known to the store. */
    public void register() {
        hsms.register();
    }

    /** Hands back to the store what it lost, and what was pending: before this server serves (section 7). */
    public void settle() {
        store.settle();
    }

    /** Returns what opens this restored server (section 7). */
    public Resumption resumption() {
        return new Resumption(store, server.key());
    }

    /** Returns what this server's host may choose by hand after a disaster (T6). */
    public Branches branches() {
        return new Branches(store);
    }

    /** Takes an exported Domain in by the server's own word (D7), where nobody is known yet; returns it. */
    public Domain importByHost(String exported) {
        return imports.importByHost(ExportedDomain.parse(exported));
    }

    /** Makes an operator's first invitation, while no Trust has operators. */
    public InvitedDomain inviteFirst(String name, ClaimTerms claim) {
        return invitations.of(firstOperators.invite(name, claim));
    }

    /** Makes the Domain of a first operator whose key is known, while no Trust has operators. */
    public InvitedDomain foundOperator(Identity operator) {
        return invitations.of(firstOperators.make(operator));
    }

    /** Returns whether a revision of any Domain names a key: a look-up, no proof. */
    public boolean isNamed(EcJwk key) {
        return authorization.isNamed(key);
    }

    /** Returns what is done with Trusts. */
    public TrustActions trusts() {
        return trusts;
    }

    /** Returns what operators see of Domains, and make. */
    public DomainActions domains() {
        return domains;
    }

    /** Returns what changes Domains. */
    public DomainChangeActions domainChanges() {
        return domainChanges;
    }

    /** Returns what is done with orders. */
    public OrderActions orders() {
        return orders;
    }

    /** Returns what claims Domains. */
    public Claims claims() {
        return claims;
    }

    /** Returns what takes in whole Domains. */
    public DomainImports imports() {
        return imports;
    }

    /** Returns what clients ask a quorum to open. */
    public Releases releases() {
        return releases;
    }

    /** Returns what clients do with their Domains. */
    public DomainUses uses() {
        return uses;
    }

    /** Returns what asks operators for signs of life. */
    public RollCalls rollCalls() {
        return rollCalls;
    }

    /** Returns what is done with HSMs. */
    public HsmActions hsms() {
        return hsms;
    }

    /** Returns what is seen of the audit logs. */
    public AuditViews audit() {
        return audit;
    }
}
