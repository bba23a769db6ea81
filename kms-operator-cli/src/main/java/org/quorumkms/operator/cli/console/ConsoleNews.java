package org.quorumkms.operator.cli.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.quorumkms.cli.Shown;
import org.quorumkms.errors.KmsException;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.inbox.InboxRows;
import org.quorumkms.operator.inbox.Changes;
import org.quorumkms.operator.inbox.InboxItem;
import org.quorumkms.operator.inbox.InboxReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the inbox while the console is open, and says what is new. */
final class ConsoleNews implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleNews.class);
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private final OperatorContext context;
    private final KnownNames names;
    private final Consumer<String> screen;
    private final Changes changes = new Changes();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Takes who is told of each new line. */
    ConsoleNews(OperatorContext context, KnownNames names, Consumer<String> screen) {
        this.context = context;
        this.names = names;
        this.screen = screen;
    }

    void start() {
        Thread thread = new Thread(this::lookAgainAndAgain, "inbox");
        thread.setDaemon(true);
        thread.start();
    }

    private void lookAgainAndAgain() {
        try {
            while (!ended.await(PAUSE.toSeconds(), TimeUnit.SECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes what a person has just seen, or made. */
    synchronized void seen(List<InboxItem> items) {
        changes.in(items);
    }

    private void look() {
        try {
            List<String> warnings = new ArrayList<>();
            Session session = context.connect(warnings::add);
            List<InboxItem> items = new InboxReader(session, warnings).read((founding, newest) -> Optional.empty());
            names.waiting(items, session.servers().talkedTo().toString());
            tell(items);
        } catch (KmsException e) {
            // The next command says why, if it is so still.
            LOG.debug("the inbox cannot be read: {}", e.getMessage());
        }
    }

    private synchronized void tell(List<InboxItem> items) {
        changes.in(items).forEach(item -> screen.accept(Shown.text(InboxRows.news(item))));
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
