package org.quorumkms.server.memory;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.VerifiedTrust;

/**
 * What a server remembers (protocol.md section 7). A change is written as pending before the commit and made firm after it,
 * before the answer: the pending one survives a killed process, the firm one a power failure. What was only used is on disk
 * within a second.
 *
 * <p>Methods that write throw {@link org.quorumkms.errors.ClosedException} where the memory cannot be written: then there is
 * no change, and no use of a Domain that is not in it as it stands.
 */
public interface Memory extends AutoCloseable {

    /** Returns what is remembered of a Domain, without what is pending. */
    Optional<Descent> seen(DomainId id);

    /** Returns the revisions of a Domain that were handed to the store, and of which it is not known whether it has them. */
    List<Domain> pending(DomainId id);

    /** Returns the Domains of which something is pending. */
    List<DomainId> allPending();

    /**
     * Writes revisions down before they are committed.
     *
     * @param documents one after the other, of one Domain
     * @param predecessor the thumbprint of the revision before the first of them; none: that is revision 1
     * @param earlier the thumbprints of all revisions before the first of them; asked only where they are not known here
     */
    void begin(List<Domain> documents, Optional<Thumbprint> predecessor, Supplier<Thumbprints> earlier);

    /** The pending revisions of a Domain were committed: the last one is remembered. */
    void firm(DomainId id);

    /** The pending revisions of a Domain were not committed. */
    void drop(DomainId id);

    /** Takes the branch of a Domain that a person chose (T6), whatever was remembered; the Domain is open again. */
    void repin(ExportedDomain domain);

    /** Remembers what was used; on disk within a second. */
    void used(Descent domain);

    /** Returns whether the memory could be written when it was written last. */
    boolean isWritable();

    /**
     * Requires that a use of a revision will be remembered.
     *
     * @throws org.quorumkms.errors.ClosedException if it is not remembered as it stands, and the memory cannot be written
     */
    void requireWritable(Descent domain);

    /** Returns the newest whole document of a Domain that this server changed in the last seven days. */
    Optional<Kept> kept(DomainId id);

    /**
     * A Domain without its line, and what was before it.
     *
     * @param domain the newest revision that this server made or took in
     * @param earlier the thumbprints of all before it
     */
    record Kept(Domain domain, Thumbprints earlier) {}

    /** Closes a Domain at this server until it is chosen by hand. */
    void close(DomainId id, String why);

    /** Returns why a Domain is closed at this server, if it is. */
    Optional<String> whyClosed(DomainId id);

    /** Closes a line at this server until it is chosen by hand. */
    void closeLine(Thumbprint lineRoot, String why);

    /** Returns why a line is closed at this server, if it is. */
    Optional<String> whyClosed(Thumbprint lineRoot);

    /** Remembers what another memory says of a Domain that is not remembered here. */
    void remember(Descent domain);

    /** Forgets a Domain: nobody has it any more, and its host said so. */
    void forget(DomainId id);

    /** Returns the Domains that are closed. */
    List<DomainId> allClosed();

    /** Returns the newest Trust of a line that this server signed, served or was called under. */
    Optional<VerifiedTrust> newest(Thumbprint lineRoot);

    /** Returns the newest Trusts of all lines. */
    List<VerifiedTrust> lines();

    /** Remembers a Trust, if it is newer than what is remembered of its line. */
    void sees(VerifiedTrust trust);

    /** Takes the branch of a line that a person chose (T6), whatever was remembered. */
    void repin(VerifiedTrust trust);

    /** Gives everything that is remembered of Domains, for {@code doctor} and for another server. */
    List<Descent> all();

    /** Returns whether this server was restored, and nobody opened it yet. */
    boolean isClosed();

    /** Closes the server: it was restored, or joined a restored system. */
    void closeAll();

    /** Returns how often the store had been put back when this server was opened last. */
    int opened();

    /** Opens the server. */
    void open(int restored);

    /**
     * Keeps what was handed over while the server is closed: nothing is chosen yet.
     *
     * @param operator the approval key of the operator who handed it over; none: a controller did
     */
    void keepHandedOver(ExportedDomain domain, Optional<Thumbprint> operator);

    /** Returns what was handed over of all Domains. */
    List<HandedOver> handedOver();

    /**
     * What was handed over.
     *
     * @param domain the Domain
     * @param operators the approval keys of the operators who handed it over
     */
    record HandedOver(ExportedDomain domain, List<Thumbprint> operators) {

        /** Copies the list. */
        public HandedOver {
            operators = List.copyOf(operators);
        }
    }

    /** Forgets what was handed over, since it was looked at; not of Domains that stay closed: one of it may be chosen. */
    void forgetHandedOver();

    @Override
    void close();
}
