package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ErrorReport;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;
import org.quorumkms.json.Json;

/**
 * One of several files that could not be worked on.
 *
 * @param exit the exit code of this failure alone
 * @param said what happened, and what to do
 */
record Failure(int exit, String said) {

    static Failure of(KmsException failure) {
        return new Failure(failure.exitCode().code(), ErrorReport.sentence(failure));
    }

    /** Returns the members of {@code error}: the first sentence says what happened, the others what to do. */
    Map<String, @Nullable Object> toJson() {
        int end = said.indexOf(". ");
        Map<String, @Nullable Object> json = Json.object();
        json.put("exit", exit);
        json.put("what", end < 0 ? said : said.substring(0, end + 1));
        json.put("do", end < 0 ? null : said.substring(end + 2));
        return json;
    }

    /** Returns the exit code of several files: 4 if every failure is a 4. */
    static int exit(List<Failure> failures) {
        if (failures.isEmpty()) {
            return ExitCode.DONE.code();
        }
        return failures.stream().allMatch(failure -> failure.exit() == ExitCode.NOT_VERIFIED.code())
                ? ExitCode.NOT_VERIFIED.code()
                : ExitCode.REFUSED.code();
    }
}
