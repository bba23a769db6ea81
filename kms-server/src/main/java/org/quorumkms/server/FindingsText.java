package org.quorumkms.server;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Printer;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.server.doctor.Findings;

/** Prints what was found, and says with which code a command ends. */
final class FindingsText {

    private FindingsText() {}

    static int print(Printer printer, Findings findings) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("ok", findings.ok());
        json.put("checks", findings.all().stream().map(FindingsText::json).toList());
        printer.checks(
                json,
                findings.all().stream()
                        .map(one -> new Printer.Mark(one.ok(), one.text()))
                        .toList(),
                List.of(findings.ok() ? "everything is well" : "SOMETHING IS WRONG"));
        if (findings.hasUnverified()) {
            return ExitCode.NOT_VERIFIED.code();
        }
        return findings.ok() ? ExitCode.DONE.code() : ExitCode.REFUSED.code();
    }

    private static Map<String, @Nullable Object> json(Findings.Finding finding) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("what", finding.text());
        json.put("ok", finding.ok());
        json.put("why", Boolean.TRUE.equals(finding.ok()) ? null : finding.words());
        return json;
    }
}
