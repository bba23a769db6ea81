package org.quorumkms.operator.cli.domain;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quorumkms.errors.UsageException;
import org.quorumkms.operator.cli.OperatorContext;
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
        requireNamed();
        Duration youngest = age(olderThan);
        return carryOut(new Rotating(open(), context().common().terminal(), youngest));
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
}
