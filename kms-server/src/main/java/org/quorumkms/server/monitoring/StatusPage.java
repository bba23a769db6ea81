package org.quorumkms.server.monitoring;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.TrustKind;

/**
 * One page for people: how the server stands, and the line of Trusts as a picture. Nothing comes from elsewhere, and no script runs.
 * It names no Domain, and where it is anonymous no operator, HSM or address either.
 */
public final class StatusPage {

    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1c1f23; --soft: #5c6670; --line: #c9d1d9; --paper: #ffffff; --ok: #1a7f37; --limited: #9a6700; --failing: #cf222e }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa7b4; --line: #3d444d; --paper: #0f1318; --ok: #3fb950; --limited: #d29922; --failing: #f85149 } }
            body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 60rem; padding: 1rem }
            h1 { font-size: 1.4rem; margin: 0 0 .25rem } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem }
            p { margin: .25rem 0; color: var(--soft) } table { border-collapse: collapse; width: 100% }
            td, th { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere } td:first-child { white-space: nowrap } th { color: var(--soft); font-weight: 500 }
            .ok { color: var(--ok) } .limited { color: var(--limited) } .failing { color: var(--failing) } .state { font-weight: 600; white-space: nowrap }
            .scroll { overflow-x: auto } svg text { fill: var(--ink); font: 14px system-ui, sans-serif } svg .soft { fill: var(--soft) } svg .tie { stroke: var(--line); stroke-width: 2; fill: none }
            svg .signed { fill: var(--ok) } svg .open { fill: var(--paper); stroke: var(--limited); stroke-width: 2 } svg .ended { fill: var(--paper); stroke: var(--line); stroke-width: 2 }
            """;

    /** What a browser may do with the page: show it, with this style. */
    static final String POLICY = "default-src 'none'; style-src 'sha256-"
            + Base64.getEncoder().encodeToString(Sha256.digest().digest(STYLE.getBytes(StandardCharsets.UTF_8)))
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final int ROW = 44;
    private static final int COLUMN = 28;
    private static final int MARGIN = 16;
    private static final int RADIUS = 8;
    private static final int WIDTH = 620;

    /** Trusts that are shown; of more the newest. */
    private static final int MOST_TRUSTS = 100;

    private final Pulse pulse;
    private final String version;
    private final boolean anonymous;

    /** Takes what there is to show, the version that serves, and whether names are left out. */
    public StatusPage(Pulse pulse, String version, boolean anonymous) {
        this.pulse = pulse;
        this.version = version;
        this.anonymous = anonymous;
    }

    String html(Health health) {
        Overview seen = pulse.counted().overview().orElse(Overview.NONE);
        StringBuilder page = new StringBuilder(8_192);
        String state = word(health.state());
        page.append(
                        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
                .append("<meta http-equiv=\"refresh\" content=\"15\"><title>Quorum KMS: ")
                .append(state)
                .append("</title><style>")
                .append(STYLE)
                .append("</style><h1>Quorum KMS: <span class=\"")
                .append(state)
                .append("\">")
                .append(state)
                .append("</span></h1><p>Version ")
                .append(escaped(version))
                .append(", as of ")
                .append(Time.format(seen.at()))
                .append(". Genesis ")
                .append(seen.genesis())
                .append("</p><h2>Health</h2><table>");
        for (Check check : health.checks()) {
            String one = word(check.state());
            row(
                    page,
                    "<td>" + check.name(),
                    "<td class=\"state " + one + "\">" + one,
                    "<td>" + (anonymous ? "" : escaped(check.words())));
        }
        page.append("</table><h2>Trusts</h2>");
        picture(page, seen.trusts());
        waiting(page, seen.trusts());
        page.append("<h2>Servers and HSMs</h2><table><tr><th>Server<th>Address<th>HSMs");
        int number = 0;
        for (Overview.Server server : seen.servers()) {
            number++;
            row(
                    page,
                    "<td>"
                            + (anonymous
                                    ? String.valueOf(number)
                                    : escaped(server.key().substring(0, 12)) + "…"),
                    "<td>" + (anonymous ? "—" : escaped(String.join(", ", server.addresses()))),
                    "<td>" + (anonymous ? server.hsms().size() : escaped(String.join(", ", server.hsms()))));
        }
        page.append("</table><h2>Audit log</h2><p>")
                .append(pulse.last().end().map(LogEnd::entries).orElse(0L))
                .append(" entries; the head was signed at ")
                .append(Time.format(pulse.signedAt()))
                .append(".</p></html>\n");
        return page.toString();
    }

    private static String word(Check.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("<tr>").append(String.join("", cells));
    }

    private static void waiting(StringBuilder page, List<Overview.TrustRow> trusts) {
        List<String> open = trusts.stream()
                .filter(Overview.TrustRow::open)
                .map(trust -> "Trust " + trust.id())
                .toList();
        page.append("<p>")
                .append(
                        open.isEmpty()
                                ? "No proposal waits."
                                : "Waiting for approvals or a signature: " + String.join(", ", open) + ".")
                .append("</p>");
    }

    private void picture(StringBuilder page, List<Overview.TrustRow> all) {
        List<Overview.TrustRow> trusts = all.stream()
                .sorted(Comparator.comparingInt(Overview.TrustRow::id))
                .skip(Math.max(0, all.size() - MOST_TRUSTS))
                .toList();
        Map<String, Place> places = places(trusts);
        int columns = places.values().stream().mapToInt(Place::column).max().orElse(0) + 1;
        int left = MARGIN + columns * COLUMN;
        page.append(String.format(
                Locale.ROOT,
                "<div class=\"scroll\"><svg role=\"img\" aria-label=\"The line of Trusts\" width=\"%d\" height=\"%d\">",
                left + WIDTH,
                trusts.size() * ROW));
        trusts.forEach(trust -> tie(page, places, trust));
        for (Overview.TrustRow trust : trusts) {
            Place place = places.getOrDefault(trust.thumbprint(), Place.FIRST);
            page.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>",
                    trust.signed() ? "signed" : trust.open() ? "open" : "ended",
                    place.x(),
                    place.y(),
                    RADIUS));
            words(page, trust, left, place.y() - 4);
        }
        page.append("</svg></div>");
        if (trusts.size() < all.size()) {
            page.append("<p>The newest ")
                    .append(trusts.size())
                    .append(" of ")
                    .append(all.size())
                    .append(".</p>");
        }
    }

    /** Where a Trust stands in the picture. */
    private record Place(int column, int row) {

        static final Place FIRST = new Place(0, 0);

        int x() {
            return MARGIN + column * COLUMN;
        }

        int y() {
            return ROW / 2 + row * ROW;
        }
    }

    /** One row for each Trust, by number: the first successor in the column of its predecessor, all others in one of their own. */
    private static Map<String, Place> places(List<Overview.TrustRow> trusts) {
        Map<String, Place> places = new HashMap<>();
        Set<String> followed = new HashSet<>();
        int columns = 0;
        for (Overview.TrustRow trust : trusts) {
            Place before = places.get(trust.predecessor());
            int column = before != null && trust.kind() == TrustKind.SUCCESSOR && followed.add(trust.predecessor())
                    ? before.column()
                    : columns++;
            places.put(trust.thumbprint(), new Place(column, places.size()));
        }
        return places;
    }

    private static void tie(StringBuilder page, Map<String, Place> places, Overview.TrustRow trust) {
        Place to = places.get(trust.thumbprint());
        Place from = places.get(trust.predecessor());
        if (to != null && from != null) {
            page.append(String.format(
                    Locale.ROOT,
                    "<path class=\"tie\" d=\"M%d %dC%d %d %d %d %d %d\"/>",
                    from.x(),
                    from.y(),
                    from.x(),
                    from.y() + ROW / 2,
                    to.x(),
                    to.y() - ROW / 2,
                    to.x(),
                    to.y()));
        }
    }

    private void words(StringBuilder page, Overview.TrustRow trust, int x, int y) {
        String state = trust.signed() ? "" : trust.open() ? ", proposed" : ", not signed";
        String title = "Trust " + trust.id()
                + (trust.kind() == TrustKind.GENESIS
                        ? " (genesis)"
                        : ": " + trust.quorum() + " of " + trust.operators().size() + " operators" + state);
        String who = anonymous
                ? trust.hsms().size() + " HSMs"
                : "HSMs " + String.join(", ", trust.hsms())
                        + (trust.operators().isEmpty() ? "" : "; operators " + String.join(", ", trust.operators()));
        page.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\">%s</text><text class=\"soft\" x=\"%d\" y=\"%d\">%s</text>",
                x,
                y,
                escaped(title),
                x,
                y + 17,
                escaped(who)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
