package org.quorumkms.operator.cli.access;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.NamedKey;
import org.quorumkms.cli.Typed;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.FileName;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.access.Access;
import org.quorumkms.operator.access.AccessReader;
import org.quorumkms.operator.access.KnownKeys;
import org.quorumkms.operator.access.SealedFile;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.party.Identity;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says who could use what. */
@Command(
        name = "access",
        description = {
            "Who could use a Domain, or open a file, at a time: by which right, since when, and who gave it. Each right is proved by"
                    + " a revision that an HSM signed; who asked for it is what the audit logs say.",
            "With --by: which Domains a key could use, and what the logs say that it did. Exit code 4: a revision is missing."
        },
        footer = {
            "",
            "Example:",
            "  kms-operator access payroll --at 2026-11-01",
            "  kms-operator access salaries.ods.kms",
            "  kms-operator access --by backup-7 --since 90d",
            "  kms-operator --output csv access payroll"
        })
final class AccessCommand extends OperatorCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "DOMAIN|FILE",
            description = "A Domain: its name or UUID; or an encrypted file.")
    private @Nullable String what;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "When (default: now): YYYY-MM-DDThh:mm:ssZ, a day (its end), or an age such as 90d, 12h, 30m.")
    private @Nullable String at;

    @Option(
            names = "--by",
            paramLabel = "NAME|KEY",
            description = "A key: its name in a Domain, its thumbprint or the beginning of it, or an identity.")
    private @Nullable String by;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "With --by: since when (default: from the beginning); a day means its beginning.")
    private @Nullable String since;

    AccessCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if ((what == null) == (by == null)) {
            throw new UsageException("Name a Domain or a file, or a key with --by.");
        }
        if ((what == null && at != null) || (by == null && since != null)) {
            throw new UsageException("--at is for a Domain or a file, --since is for --by.");
        }
        Instant now = context().clock().instant();
        Instant time = at == null ? now : Typed.time(at, now, true);
        Instant from = since == null ? Instant.EPOCH : Typed.time(since, now, false);
        return what == null ? byKey(String.valueOf(by), from) : of(what, time);
    }

    private Integer of(String named, Instant time) {
        Optional<SealedFile> file = file(named).map(SealedFile::read);
        Session session = openForRows();
        DomainId domain =
                file.map(SealedFile::domain).orElseGet(() -> session.domains().meant(named));
        Access found = new AccessReader(session).access(domain, time);
        Access access = file.map(one -> found.onlyFor(one.sealed())).orElse(found);
        AccessRows rows = rows(session, access);
        print(rows.json(domain, access), rows.text(domain, access), rows.csv(domain, access));
        if (access.proved()) {
            return ExitCode.DONE.code();
        }
        printerOfRows().note(AccessRows.missing(List.of("every revision of Domain " + domain + " up to then")));
        return ExitCode.NOT_VERIFIED.code();
    }

    /** A Domain's name comes first: a file of that name is named with a folder, ./NAME. */
    private static Optional<Path> file(String named) {
        try {
            Path path = FileName.path(named);
            boolean isFile = Files.isRegularFile(path) && (named.contains("/") || named.contains("."));
            return isFile ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    /** Names of the operators, and of this Domain's controllers. */
    private static AccessRows rows(Session session, Access access) {
        Map<Thumbprint, String> names = session.operators().all().stream()
                .flatMap(one -> one.domain().body().controllers().stream())
                .collect(Collectors.toMap(one -> one.key(), one -> one.name(), (first, second) -> first));
        access.holders()
                .forEach(one -> names.putIfAbsent(
                        one.controller().key(), one.controller().name()));
        return new AccessRows(key -> Optional.ofNullable(names.get(key)));
    }

    private Integer byKey(String reference, Instant from) {
        Session session = openForRows();
        KnownKeys known = KnownKeys.of(session);
        Thumbprint key =
                isKey(reference) ? NamedKey.typed(reference, context()::input).thumbprint() : known.meant(reference);
        AccessReader.ByKey found = new AccessReader(session).byKey(key, from);
        AccessRows rows = new AccessRows(known::name);
        print(rows.json(key, found), rows.text(key, found, from), rows.csv(found));
        if (found.missing().isEmpty()) {
            return ExitCode.DONE.code();
        }
        printerOfRows()
                .note(AccessRows.missing(found.missing().stream()
                        .map(id -> "every revision of Domain " + id)
                        .toList()));
        return ExitCode.NOT_VERIFIED.code();
    }

    private boolean isKey(String reference) {
        return reference.length() == Thumbprint.LENGTH
                || Identity.isOne(reference)
                || file(reference).isPresent();
    }

    private void print(Map<String, @Nullable Object> json, List<String> text, List<String> csv) {
        printerOfRows().result(json, context().common().csv() ? csv : text);
    }
}
