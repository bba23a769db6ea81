package org.quorumkms.operator;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Goes through a server's list of Domains, page by page, by their ids. What cannot be read has no place of its own: nothing is
 * decided by the id that it claims, so it hides no other.
 */
final class DomainPages {

    private static final int PAGE = 500;

    private final Session session;
    private Set<String> before = Set.of();
    private String after = "";

    DomainPages(Session session) {
        this.session = session;
    }

    /** Gives each page; none is empty. */
    void each(Consumer<List<ListedDomain>> take) {
        for (List<String> page = next(); !page.isEmpty(); page = next()) {
            List<ListedDomain> listed = page.stream()
                    .filter(text -> !before.contains(text))
                    .map(ListedDomain::read)
                    .toList();
            List<String> ids = listed.stream()
                    .filter(one -> one.domain().isPresent())
                    .map(ListedDomain::id)
                    .toList();
            Answers.after(after, ids);
            if (!listed.isEmpty()) {
                take.accept(listed);
            }
            if (ids.isEmpty()) {
                session.warn(
                        "The server's list of Domains cannot be read to its end, so there may be others behind that."
                                + " Have its host run doctor.");
                return;
            }
            after = ids.get(ids.size() - 1);
            // What cannot be read and stands behind the last one that can be is listed with the next page again.
            before = new HashSet<>(page);
        }
    }

    /** Returns the first page. */
    List<ListedDomain> first() {
        return next().stream().map(ListedDomain::read).toList();
    }

    private List<String> next() {
        String last = after;
        return session.call(server -> server.domains(last, PAGE));
    }
}
