package org.quorumkms.server.store;

import java.util.List;
import java.util.Optional;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/** Trusts, each once, with the signatures that they have. */
public interface TrustStore {

    /** Allots the next number for people. */
    int nextId();

    /**
     * Founds a system in this store.
     *
     * @return whether none was founded here before
     */
    boolean found(Trust genesis);

    /** Keeps a Trust with its signatures; one that is there gets those that it lacks. */
    void save(Trust trust);

    /**
     * Adds a signature, if there is none of that kind and key.
     *
     * @return whether there was none
     */
    boolean addSignature(Thumbprint trust, JwsSignature signature);

    /** Notes who proposed a Trust. */
    void proposed(Thumbprint trust, Thumbprint proposer);

    /** Notes that its proposer took a proposal back. */
    void withdraw(Thumbprint trust, String why);

    /** Notes that an operator rejected a proposal. */
    void reject(Thumbprint trust, Rejection rejection);

    /** Returns what the store knows of a proposal. */
    Proposal proposal(Thumbprint trust);

    /**
     * What the store knows of a proposal.
     *
     * @param proposer the approval key of whoever proposed it
     * @param withdrawn why its proposer took it back, if it did
     * @param rejections who rejected it
     */
    record Proposal(Optional<Thumbprint> proposer, Optional<String> withdrawn, List<Rejection> rejections) {

        /** Copies the list. */
        public Proposal {
            rejections = List.copyOf(rejections);
        }
    }

    /**
     * Makes a signed Trust the way forward from its predecessor, if none other is (T6).
     *
     * @return whether it is now
     */
    boolean goForward(Thumbprint predecessor, Thumbprint trust);

    /** Returns the way forward from a Trust, if there is one yet. */
    Optional<Thumbprint> wayForward(Thumbprint predecessor);

    /** Returns a Trust. */
    Optional<Trust> find(Thumbprint trust);

    /** Returns the Trusts from the one without a predecessor to this one, if all of them are here. */
    Optional<TrustChain> line(Thumbprint trust);

    /** Makes a Trust the way forward whatever was before: a person chose this branch by hand (T6). */
    void turn(Thumbprint predecessor, Thumbprint trust);

    /** Returns all Trusts by their numbers. */
    List<Trust> all();
}
