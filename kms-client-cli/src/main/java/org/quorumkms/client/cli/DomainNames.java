package org.quorumkms.client.cli;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.ClientSession;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.party.PinSummary;
import org.quorumkms.party.PinnedDomain;

/** Finds the Domain that a person named, by its name or UUID. */
final class DomainNames {

    private final PinSummary known;
    private final Supplier<ClientSession> client;

    /** Takes the Domains that this home may use, and who says why another is not among them. */
    DomainNames(PinSummary known, Supplier<ClientSession> client) {
        this.known = known;
        this.client = client;
    }

    /** Finds a Domain of whatever purpose. */
    PinSummary.Usable any(String reference) {
        List<PinSummary.Usable> found = known.domains().stream()
                .filter(domain ->
                        isCalled(reference, domain.name(), domain.seen().id()))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (!found.isEmpty()) {
            throw new UsageException(reference + " fits more than one Domain. Name it by its UUID.");
        }
        refuseOthers(reference);
        throw new UsageException("There is no Domain " + reference + " here. See kms-client domains.");
    }

    /** Finds the Domain of a purpose that was named, or the only one. */
    PinSummary.Usable of(@Nullable String reference, Purpose purpose) {
        List<PinSummary.Usable> all = known.domains().stream()
                .filter(domain -> domain.purpose() == purpose)
                .toList();
        List<PinSummary.Usable> found = all.stream()
                .filter(domain -> reference == null
                        || isCalled(reference, domain.name(), domain.seen().id()))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (reference != null && found.isEmpty()) {
            refuseOthers(reference);
        }
        if (all.isEmpty()) {
            throw new UsageException("This home has claimed no Domain to " + purpose.text()
                    + " with. Claim one: kms-client claim INVITATION.");
        }
        String candidates = all.stream()
                .map(domain -> domain.name() + " (" + domain.seen().id() + ")")
                .collect(Collectors.joining(", "));
        throw new UsageException((found.isEmpty()
                        ? "There is no Domain " + reference + " here"
                        : reference == null
                                ? "There is more than one Domain here"
                                : reference + " fits more than one Domain")
                + ": " + candidates + ". Name one with -d.");
    }

    /** Finds one among Domains that a home remembers, those included that it may not use any more. */
    static PinnedDomain remembered(String reference, List<PinnedDomain> domains) {
        List<PinnedDomain> found = domains.stream()
                .filter(domain -> isCalled(reference, domain.name(), domain.id()))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new UsageException(
                found.isEmpty()
                        ? "This home remembers no Domain " + reference + ". See kms-client domains."
                        : reference + " fits more than one Domain. Name it by its UUID.");
    }

    private static boolean isCalled(String reference, String name, DomainId id) {
        return name.equals(reference) || id.value().equals(reference);
    }

    /**
     * One that this home may not use any more, or that a server lists and whose card was not taken, is refused as that; where no
     * server can be asked, the name fits nothing.
     */
    private void refuseOthers(String reference) {
        ClientSession asking = client.get();
        asking.memory().pins().domains().stream()
                .filter(domain -> domain.left() && isCalled(reference, domain.name(), domain.id()))
                .findFirst()
                .ifPresent(left -> {
                    throw asking.memory().notUsable(left.id());
                });
        try {
            asking.unknown().stream()
                    .filter(domain ->
                            isCalled(reference, domain.name(), domain.seen().id()))
                    .findFirst()
                    .ifPresent(domain -> {
                        throw ClientSession.askForCard(domain.name());
                    });
        } catch (UnreachableException nobodyToAsk) {
            // Then all that is known is that nothing here is called so.
        }
    }
}
