package org.quorumkms.client;

import java.rmi.RemoteException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.message.EncryptedDataKey;
import org.quorumkms.message.MessageReader;
import org.quorumkms.party.Following;
import org.quorumkms.party.PinSummary;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.remote.ClientService;

/** Uses of the revision that a home saw, and of no other (D3). */
final class NamedUses {

    private final ClientMemory memory;
    private final ClientCalls calls;
    private final Following following;

    NamedUses(ClientMemory memory, ClientCalls calls, Following following) {
        this.memory = memory;
        this.calls = calls;
        this.following = following;
    }

    /** A use of a revision of a Domain. */
    interface Use<T> {
        T make(ClientService service, SeenDomain seen) throws RemoteException;
    }

    /** Uses a Domain once; the answer must name the revision. */
    <T> T one(DomainId domain, Purpose purpose, Use<T> use, Function<T, SeenDomain> used) {
        return use(domain, purpose, use, (made, seen) -> used.apply(made).equals(seen));
    }

    /**
     * Uses a Domain several times in one call; each answer must name the revision.
     *
     * @param wanted how many answers there must be
     */
    <T, E> List<E> several(
            DomainId domain, int wanted, Use<T> use, Function<T, List<E>> each, Function<E, SeenDomain> used) {
        T answer = use(
                domain,
                Purpose.ENCRYPT,
                use,
                (made, seen) -> each.apply(made).stream().map(used).allMatch(seen::equals));
        if (each.apply(answer).size() != wanted) {
            throw new VerificationException(
                    "The server answered with another number of data keys than was asked for. Do not use this server.");
        }
        return each.apply(answer);
    }

    private <T> T use(DomainId domain, Purpose purpose, Use<T> use, BiPredicate<T, SeenDomain> names) {
        requireUsable(domain, purpose);
        T answer = following.call(domain, seen -> {
            T made = calls.call(service -> use.make(service, seen));
            if (!names.test(made, seen)) {
                throw new VerificationException(
                        "D3: the server used another revision of the Domain than was named. Do not use this server.");
            }
            return made;
        });
        calls.learnIfMoved();
        return answer;
    }

    void requireUsable(DomainId domain, Purpose purpose) {
        Optional<PinSummary.Usable> known = memory.summary().domain(domain);
        if (known.isEmpty()) {
            throw notUsable(domain, memory.notUsable(domain));
        }
        if (known.get().purpose() != purpose) {
            throw new RefusedException("Domain " + known.get().name() + " is for "
                    + known.get().purpose().text() + ": nobody can " + purpose.text() + " with it. Name another.");
        }
    }

    /** D9: there nothing is sealed with an empty context either. */
    boolean isOpenedByQuorum(DomainId domain) {
        return memory.summary()
                .domain(domain)
                .filter(PinSummary.Usable::contextRequired)
                .isPresent();
    }

    /**
     * Returns the data key of a message that is sealed for a Domain of this home.
     *
     * @throws VerificationException if none is
     */
    EncryptedDataKey ownKey(MessageReader message) {
        List<EncryptedDataKey> ours = message.header().dataKeys().stream()
                .filter(dataKey -> dataKey.domain().isPresent())
                .toList();
        if (ours.isEmpty()) {
            throw new VerificationException("The file was not encrypted with Quorum KMS: no data key in it is ours.");
        }
        PinSummary known = memory.summary();
        DomainId first = ours.get(0).domain().orElseThrow();
        return ours.stream()
                .filter(dataKey -> dataKey.domain().flatMap(known::domain).isPresent())
                .findFirst()
                .orElseThrow(() -> notUsable(
                        first,
                        new VerificationException(
                                "The file belongs to Domain " + first + ", which this home has not claimed.")));
    }

    /** One that the servers list is known to them only: whoever shared it has its card. */
    private KmsException notUsable(DomainId domain, KmsException otherwise) {
        boolean left = memory.pins().domain(domain).filter(PinnedDomain::left).isPresent();
        if (left) {
            return memory.notUsable(domain);
        }
        return calls.isListed(domain) ? ClientSession.askForCard(domain.value()) : otherwise;
    }
}
