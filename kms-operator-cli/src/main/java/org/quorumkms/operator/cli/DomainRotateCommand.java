package org.quorumkms.operator.cli;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gives Domains new keys (D6). */
@Command(
        name = "rotate",
        description = "Make a new master key the active one of Domains. What was encrypted before still decrypts; of a"
                + " Domain that signs, the earlier private key is forgotten and its public half stays.",
        footer = {
            "",
            "Example:",
            "  kms-operator domain rotate payroll",
            "  kms-operator domain rotate --all --older-than 90d"
        })
final class DomainRotateCommand extends DomainsCommand {

    private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,4})([dh])");

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            defaultValue = "",
            description = "Only those whose active key is older, such as 90d or 12h.")
    private String olderThan = "";

    DomainRotateCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Duration youngest = age(olderThan);
        OperatorContext.Session session = open();
        int failed = run(session, "rotated", domain -> session.client().rotate(domain, youngest));
        return failed == 0 ? ExitCode.DONE : ExitCode.REFUSED;
    }

    static Duration age(String text) {
        if (text.isEmpty()) {
            return Duration.ZERO;
        }
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(text + " is not an age. Give days or hours, such as 90d or 12h.");
        }
        long number = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number);
    }

    @Override
    Verdict verdict(OperatorContext.Session session, Domain domain) {
        boolean under = session.trusts()
                .find(domain.body().trust())
                .flatMap(trust -> trust.body().operator(session.self().thumbprint()))
                .isPresent();
        boolean fits = under
                && domain.body().purpose() != Purpose.OPERATOR
                && domain.body().claim().isEmpty()
                && domain.body().state() == DomainState.ENABLED;
        return fits ? Verdict.DO : Verdict.NOT_CONCERNED;
    }

    @Override
    List<String> notConcerned(Domain domain) {
        if (domain.body().purpose() == Purpose.OPERATOR) {
            return List.of("an operator's key never rotates: a new key is a new operator");
        }
        if (domain.body().claim().isPresent()) {
            return List.of("it is not claimed yet; its claim makes its keys");
        }
        return domain.body().state() == DomainState.ENABLED
                ? List.of("you are no operator of its Trust; move it to yours first: domain rewrap")
                : List.of("it is " + domain.body().state().text());
    }
}
