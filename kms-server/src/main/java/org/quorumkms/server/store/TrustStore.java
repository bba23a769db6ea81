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

    /** Returns all Trusts by their numbers. */
    List<Trust> all();
}
