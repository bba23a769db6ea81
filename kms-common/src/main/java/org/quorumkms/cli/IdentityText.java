package org.quorumkms.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.party.Identity;
import org.quorumkms.signed.Digits;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;

/** How a home's identity is named, kept and printed. */
public final class IdentityText {

    private static final String FILE = "name";

    private IdentityText() {}

    /** Returns the name that was said, which the home keeps, or the one that it kept. */
    public static String name(Home home, @Nullable String said) {
        if (said != null) {
            home.write(FILE, Name.typed(said).getBytes(StandardCharsets.UTF_8));
            return said;
        }
        return kept(home).orElseThrow(() -> new UsageException("Say how you are called: --name NAME."));
    }

    /** Returns the name that a home kept. */
    public static Optional<String> kept(Home home) {
        return home.read(FILE)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .filter(Name::isOne);
    }

    /** Prints an identity. */
    public static void print(Printer printer, QrOption qr, String word, String next) {
        Identity identity = Identity.parse(word);
        Thumbprint key = identity.key().thumbprint();
        Map<String, @Nullable Object> json = Json.object();
        json.put("name", identity.name());
        json.put("thumbprint", key.value());
        json.put("digits", Digits.of(key).text());
        json.put(
                "approval",
                identity.approval().map(own -> own.thumbprint().value()).orElse(null));
        json.put("identity", word);
        printer.result(json, List.of(word));
        List<String> notes = new ArrayList<>();
        notes.add("identity of " + identity.name() + ", key " + key);
        notes.add("to read aloud:  "
                + String.join("\n                ", Digits.of(key).lines()));
        notes.forEach(note -> note.lines().forEach(printer::note));
        printer.note(next);
        qr.show(word);
    }
}
