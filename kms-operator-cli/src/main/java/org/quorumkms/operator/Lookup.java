package org.quorumkms.operator;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.UsageException;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;

/**
 * Finds what a person named (commands.md, "Ids"). Names are for finding only: what is found is an object with its
 * thumbprint, and what fits more than one is refused, with the candidates.
 */
public final class Lookup {

    private Lookup() {}

    /** Finds a Trust by its number or the beginning of its thumbprint. */
    public static Trust trust(Trusts trusts, String reference) {
        Predicate<Trust> fits = reference.matches("[0-9]{1,10}")
                ? trust -> Integer.toString(trust.body().id()).equals(reference)
                : trust -> isPrefix(reference, trust.thumbprint());
        return only(
                "Trust",
                "trust list",
                reference,
                trusts.all(),
                fits,
                trust -> trust.body().id() + " " + trust.thumbprint());
    }

    /** Finds an HSM by its label or the beginning of its fingerprint. */
    public static HsmEntry hsm(List<HsmEntry> hsms, String reference) {
        List<HsmEntry> labelled = hsms.stream()
                .filter(hsm -> hsm.keys().label().equals(reference))
                .toList();
        return only(
                "HSM",
                "hsm list",
                reference,
                labelled.isEmpty() ? hsms : labelled,
                hsm -> hsm.keys().label().equals(reference) || isPrefix(reference, hsm.fingerprint()),
                hsm -> hsm.keys().label() + " " + hsm.fingerprint());
    }

    /** Finds an operator by its name or the beginning of its thumbprint. */
    public static OperatorView operator(List<OperatorView> operators, String reference) {
        List<OperatorView> named = operators.stream()
                .filter(operator -> operator.name().equals(reference))
                .toList();
        return only(
                "operator",
                "operator list",
                reference,
                named.isEmpty() ? operators : named,
                operator -> operator.name().equals(reference) || isPrefix(reference, operator.thumbprint()),
                operator -> operator.name() + " " + operator.thumbprint());
    }

    /** Finds an order by the beginning of its id or of its thumbprint. */
    public static OrderEntry order(List<OrderEntry> orders, String reference) {
        return only(
                "order",
                "order list",
                reference,
                orders,
                entry -> isOrder(entry, reference),
                entry -> entry.order().body().id().value());
    }

    /** Returns whether a person may mean an order with the beginning of its id or of its thumbprint. */
    public static boolean isOrder(OrderEntry entry, String reference) {
        return isPrefix(reference, entry.order().thumbprint())
                || (reference.length() >= Thumbprint.SHORTEST_PREFIX
                        && entry.order().body().id().value().startsWith(reference));
    }

    /** Finds a Domain by its name or its id. */
    public static Domain domain(List<Domain> domains, String reference) {
        Predicate<Domain> fits = DomainId.isOne(reference)
                ? domain -> domain.body().id().value().equals(reference)
                : domain -> domain.body().name().equals(reference);
        return only(
                "Domain",
                "domain list",
                reference,
                domains,
                fits,
                domain -> domain.body().name() + " " + domain.body().id());
    }

    /** Finds a controller of a Domain by its name or the beginning of its thumbprint. */
    public static Controller controller(DomainBody domain, String reference) {
        List<Controller> named = domain.controllers().stream()
                .filter(one -> one.name().equals(reference))
                .toList();
        return only(
                "controller of Domain " + domain.name(),
                "domain list",
                reference,
                named.isEmpty() ? domain.controllers() : named,
                one -> one.name().equals(reference) || isPrefix(reference, one.key()),
                one -> one.name() + " " + one.key());
    }

    private static <T> T only(
            String kind, String list, String reference, List<T> all, Predicate<T> fits, Function<T, String> candidate) {
        List<T> found = all.stream().filter(fits).toList();
        if (found.isEmpty()) {
            throw new UsageException("There is no " + kind + " " + reference + ". See " + list + ".");
        }
        if (found.size() > 1) {
            throw new UsageException(reference + " fits more than one " + kind + ": "
                    + found.stream().map(candidate).collect(Collectors.joining(", "))
                    + ". Name it by more of its thumbprint or id.");
        }
        return found.get(0);
    }

    private static boolean isPrefix(String reference, Thumbprint thumbprint) {
        return reference.length() >= Thumbprint.SHORTEST_PREFIX
                && thumbprint.value().startsWith(reference);
    }
}
