package org.quorumkms.client.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.client.ClientSession;
import org.quorumkms.client.ManyKeys;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.message.MessageReader;
import org.quorumkms.message.Sink;
import org.quorumkms.message.Workers;

/**
 * Decrypts files, whose data keys are opened several with one call.
 *
 * @param expected what the context of each must say
 */
record DecryptWork(ClientSession session, Map<String, String> expected) implements ManyFiles.Work {

    @Override
    public List<ManyFiles.Begun> begin(List<ManyFiles.Opened> files) {
        List<MessageReader> messages = new ArrayList<>();
        List<ManyFiles.Begun> begun = new ArrayList<>();
        for (ManyFiles.Opened file : files) {
            try {
                MessageReader message = MessageReader.open(file.in());
                messages.add(message);
                begun.add(new One(message, Optional.empty()));
            } catch (IOException | VerificationException e) {
                begun.add(new Unreadable(e));
            }
        }
        List<Optional<ManyKeys.OpenedKey>> keys = session.manyKeys().open(messages, expected);
        int next = 0;
        for (int i = 0; i < begun.size(); i++) {
            if (begun.get(i) instanceof One one) {
                begun.set(i, new One(one.message(), keys.get(next)));
                next++;
            }
        }
        return begun;
    }

    /** A message whose header was read. */
    private final class One implements ManyFiles.Begun {

        private final MessageReader message;
        private final Optional<ManyKeys.OpenedKey> key;

        One(MessageReader message, Optional<ManyKeys.OpenedKey> key) {
            this.message = message;
            this.key = key;
        }

        MessageReader message() {
            return message;
        }

        @Override
        public ManyFiles.Result run(Sink out, Workers workers) throws IOException {
            ClientSession.Decrypted done = key.isPresent()
                    ? session.decrypt(message, key.get(), out, workers)
                    : session.decrypt(message, expected, out, workers);
            return new ManyFiles.Result(done.bytes(), done.domain().value());
        }

        @Override
        public void close() {
            key.ifPresent(ManyKeys.OpenedKey::close);
        }
    }

    /** One whose header cannot be read; that it says so is its work. */
    private record Unreadable(Exception why) implements ManyFiles.Begun {

        @Override
        public ManyFiles.Result run(Sink out, Workers workers) throws IOException {
            if (why instanceof IOException failed) {
                throw failed;
            }
            throw (VerificationException) why;
        }

        @Override
        public void close() {}
    }
}
