package org.quorumkms.operator.cli.order;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.NamedKey;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.UsageException;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.order.Decision;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an order about a controller of a Domain. */
abstract class OrderControllerCommand extends OrderCreateCommand {

    private static final String NONE = "none";

    @Parameters(
            index = "1",
            paramLabel = "KEY",
            description =
                    "The controller's key: the word that its kms-client identity printed, a file that holds it, or all"
                            + " 43 characters of its thumbprint.")
    private String key = "";

    @Option(
            names = "--name",
            paramLabel = "N",
            description =
                    "The controller's name, for people; needed unless it is a controller already or an identity says it.")
    private @Nullable String controllerName;

    @Option(
            names = "--may",
            paramLabel = "RIGHTS",
            description = "Its rights, with commas: decrypt, encrypt, share; in a Domain that signs: share, sign.")
    private @Nullable String may;

    private @Nullable NamedKey named;

    OrderControllerCommand(OperatorContext context) {
        super(context);
    }

    private NamedKey named() {
        NamedKey read = named == null ? NamedKey.typed(key, () -> context().input()) : named;
        named = read;
        return read;
    }

    final Thumbprint key() {
        return named().thumbprint();
    }

    /** Returns the rights that were named, or those that there are if none were. */
    final Rights rights(DomainBody domain, Rights unsaid) {
        if (may == null) {
            return unsaid;
        }
        if (may.equals(NONE)) {
            return Rights.NONE;
        }
        Rights named = Rights.of(Arrays.stream(may.split(",", -1))
                .map(OrderControllerCommand::right)
                .toList());
        if (!named.fit(domain.purpose())) {
            throw new UsageException("Domain " + domain.name() + " is for "
                    + domain.purpose().text() + "; rights there are " + Rights.all(domain.purpose()) + ".");
        }
        return named;
    }

    private static Right right(String word) {
        return Arrays.stream(Right.values())
                .filter(one -> one.text().equals(word.strip()))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "Rights are decrypt, encrypt, share and sign, with commas between them; or " + NONE + "."));
    }

    /** Returns the controller with the name that was said, or the one that it has. */
    final Controller controller(DomainBody domain, Rights rights) {
        Optional<Controller> there = domain.controller(key());
        String name = controllerName != null
                ? Name.typed(controllerName)
                : there.map(Controller::name)
                        .or(() -> named().name())
                        .orElseThrow(() -> new UsageException("That key is not a controller of Domain " + domain.name()
                                + ". Say who it is: --name N."));
        return new Controller(key(), name, rights);
    }

    /** Grants. */
    @Command(
            name = "grant",
            description = "Order that a Domain gets a new controller, in place of all it has: its client lost its key.",
            footer = {
                "",
                "Example:",
                "  kms-operator order grant payroll 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU --name backup-7"
            })
    static final class Grant extends OrderControllerCommand {
        Grant(OperatorContext context) {
            super(context);
        }

        @Override
        Decision decision(DomainBody domain) {
            Rights rights = rights(domain, Rights.all(domain.purpose()));
            if (!rights.has(Right.SHARE)) {
                throw new UsageException("O3: who is granted a Domain may share it: name share among the rights, or"
                        + " leave --may out for all of them.");
            }
            return new Decision.Grant(controller(domain, rights));
        }
    }

    /** Admits. */
    @Command(
            name = "admit",
            description =
                    "Order that a key becomes a controller of a Domain, or gets other rights there; with --may none"
                            + " it is taken out. Not said: decrypt and encrypt; in a Domain that signs: sign.",
            footer = {
                "",
                "Example:",
                "  kms-operator order admit payroll 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU --name backup-7"
                        + " --may encrypt"
            })
    static final class Admit extends OrderControllerCommand {
        Admit(OperatorContext context) {
            super(context);
        }

        @Override
        Decision decision(DomainBody domain) {
            Rights unsaid =
                    domain.purpose() == Purpose.SIGN ? Rights.of(Right.SIGN) : Rights.of(Right.DECRYPT, Right.ENCRYPT);
            Rights rights = rights(domain, unsaid);
            if (rights.isEmpty()) {
                return new Decision.Admit(domain.controller(key())
                        .orElseThrow(() -> new UsageException("That key is not a controller of Domain " + domain.name()
                                + ", so it cannot be taken out. See domain list."))
                        .with(Rights.NONE));
            }
            return new Decision.Admit(controller(domain, rights));
        }
    }
}
