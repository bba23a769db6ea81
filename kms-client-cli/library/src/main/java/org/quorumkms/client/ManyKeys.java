package org.quorumkms.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.KmsException;
import org.quorumkms.message.DataKey;
import org.quorumkms.message.MessageReader;
import org.quorumkms.remote.CreateDataKeys;
import org.quorumkms.remote.OpenDataKeys;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.OpenedDataKeys;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SealedDataKeys;

/**
 * Asks for the data keys of several files at a time: at most {@value CreateDataKeys#MOST} in a call. What does not come so is asked
 * for alone ({@link ClientSession}), which says why.
 */
public final class ManyKeys {

    private final NamedUses uses;

    ManyKeys(NamedUses uses) {
        this.uses = uses;
    }

    /**
     * A data key of a message.
     *
     * @param domain whose HSM opened it
     * @param secret the key; whoever has it wipes it
     */
    public record OpenedKey(DomainId domain, SecretBytes secret) implements AutoCloseable {

        @Override
        public void close() {
            secret.close();
        }
    }

    /**
     * Makes fresh data keys under a Domain's newest master key. The caller wipes them.
     *
     * @param contexts for each key its context
     * @return for each context its key; empty: they cannot be made so
     */
    public List<SealedDataKey> create(DomainId domain, List<EncryptionContext> contexts) {
        List<SealedDataKey> made = new ArrayList<>();
        try {
            for (List<EncryptionContext> call :
                    calls(contexts, context -> context.encoded().length())) {
                made.addAll(uses.several(
                        domain,
                        call.size(),
                        (service, seen) -> service.createDataKeys(new CreateDataKeys(
                                seen,
                                call.stream().map(EncryptionContext::encoded).toList())),
                        SealedDataKeys::each,
                        SealedDataKey::seen));
            }
            return made;
        } catch (KmsException e) {
            // Each is asked for alone then, and the answer to that is said.
            made.forEach(one -> one.key().close());
            return List.of();
        }
    }

    /**
     * Opens the data keys of messages whose headers were read. What a quorum opens is not asked for here. The caller wipes them.
     *
     * @param expected names and values that each message's context must have; no key of another is asked for
     * @return for each message its key, or nothing: it cannot be opened so
     */
    public List<Optional<OpenedKey>> open(List<MessageReader> messages, Map<String, String> expected) {
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            wanted(messages.get(i), i, expected).ifPresent(wanted::add);
        }
        List<Optional<OpenedKey>> keys = new ArrayList<>(IntStream.range(0, messages.size())
                .mapToObj(any -> Optional.<OpenedKey>empty())
                .toList());
        wanted.stream().map(Wanted::domain).distinct().forEach(domain -> {
            List<Wanted> ofDomain =
                    wanted.stream().filter(one -> one.domain().equals(domain)).toList();
            calls(ofDomain, one -> one.key().bytes()).forEach(call -> open(domain, call, keys));
        });
        return keys;
    }

    private record Wanted(int number, DomainId domain, OpenDataKeys.Key key) {}

    private Optional<Wanted> wanted(MessageReader message, int number, Map<String, String> expected) {
        EncryptionContext context = message.header().context();
        if (!context.entries().entrySet().containsAll(expected.entrySet())) {
            return Optional.empty();
        }
        try {
            var sealed = uses.ownKey(message);
            return sealed.domain()
                    .filter(domain -> !uses.isOpenedByQuorum(domain))
                    .map(domain ->
                            new Wanted(number, domain, new OpenDataKeys.Key(sealed.ciphertext(), context.encoded())));
        } catch (KmsException e) {
            // It is decrypted alone then, and that says this.
            return Optional.empty();
        }
    }

    private void open(DomainId domain, List<Wanted> call, List<Optional<OpenedKey>> keys) {
        List<Opened> opened;
        try {
            opened = uses.several(
                    domain,
                    call.size(),
                    (service, seen) -> service.openDataKeys(new OpenDataKeys(
                            seen, call.stream().map(Wanted::key).toList())),
                    OpenedDataKeys::each,
                    Opened::seen);
        } catch (KmsException e) {
            // One of them may be all that is wrong. Each is asked for alone then, and the answers to that are said.
            return;
        }
        for (int i = 0; i < call.size(); i++) {
            SecretBytes secret = opened.get(i).data().take();
            if (secret.length() == DataKey.LENGTH) {
                keys.set(call.get(i).number(), Optional.of(new OpenedKey(domain, secret)));
            } else {
                secret.close();
            }
        }
    }

    /** Cuts a list into as few calls as its number and bytes allow. */
    static <T> List<List<T>> calls(List<T> all, ToIntFunction<T> bytes) {
        List<List<T>> calls = new ArrayList<>();
        List<T> call = new ArrayList<>();
        long sum = 0;
        for (T one : all) {
            int more = bytes.applyAsInt(one);
            if (!call.isEmpty() && (call.size() == CreateDataKeys.MOST || sum + more > CreateDataKeys.MAX_BYTES)) {
                calls.add(call);
                call = new ArrayList<>();
                sum = 0;
            }
            call.add(one);
            sum += more;
        }
        if (!call.isEmpty()) {
            calls.add(call);
        }
        return calls;
    }
}
