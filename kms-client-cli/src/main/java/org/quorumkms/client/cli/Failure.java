package org.quorumkms.client.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ErrorReport;
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

    /** Returns the object of a file that failed: in {@code error}, the first sentence says what happened, the others what to do. */
    Map<String, @Nullable Object> toJson(String file) {
        int end = said.indexOf(". ");
        Map<String, @Nullable Object> error = Json.object();
        error.put("exit", exit);
        error.put("what", end < 0 ? said : said.substring(0, end + 1));
        error.put("do", end < 0 ? null : said.substring(end + 2));
        Map<String, @Nullable Object> json = Json.object();
        json.put("file", file);
        json.put("error", error);
        return json;
    }
}
