package org.quorumkms.client.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.ClientSession;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.message.Sink;
import org.quorumkms.message.Workers;
import org.quorumkms.remote.SealedDataKey;

/**
 * Encrypts files, each with a data key of its own; these come several with one call.
 *
 * @param contexts says what a file is bound to
 */
record EncryptWork(ClientSession session, DomainId domain, Function<FoundFiles.Found, EncryptionContext> contexts)
        implements ManyFiles.Work {

    @Override
    public List<ManyFiles.Begun> begin(List<ManyFiles.Opened> files) {
        List<Optional<EncryptionContext>> bound =
                files.stream().map(opened -> context(opened.file())).toList();
        Iterator<SealedDataKey> keys = session.manyKeys()
                .create(domain, bound.stream().flatMap(Optional::stream).toList())
                .iterator();
        List<ManyFiles.Begun> begun = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            begun.add(new One(files.get(i), bound.get(i).isPresent() && keys.hasNext() ? keys.next() : null));
        }
        return begun;
    }

    /** Whoever works on one without says why there is none. */
    private Optional<EncryptionContext> context(FoundFiles.Found file) {
        try {
            return Optional.of(contexts.apply(file));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    private final class One implements ManyFiles.Begun {

        private final ManyFiles.Opened file;
        private final @Nullable SealedDataKey key;

        One(ManyFiles.Opened file, @Nullable SealedDataKey key) {
            this.file = file;
            this.key = key;
        }

        @Override
        public ManyFiles.Result run(Sink out, Workers workers) throws IOException {
            EncryptionContext context = contexts.apply(file.file());
            SealedDataKey own = key == null ? session.dataKey(domain, context) : key;
            return new ManyFiles.Result(session.encrypt(domain, context, own, file.in(), out, workers), domain.value());
        }

        @Override
        public void close() {
            if (key != null) {
                key.key().close();
            }
        }
    }
}
