package org.quorumkms.kubernetes;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.KmsDomain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three calls of {@code v2.KeyManagementService}: bytes of a request in, bytes of a response out. */
final class KeyService {

    /** An API server waits three seconds by default: it is told why before it gives up. */
    static final Duration ANSWER_WITHIN = Duration.ofMillis(2_500);

    /** What is sealed is bound to this, so that nothing else that this home sealed opens here. */
    static final Map<String, String> CONTEXT = Map.of("kubernetes", "kms-v2");

    private static final Logger LOG = LoggerFactory.getLogger(KeyService.class);

    private static final String VERSION = "v2";
    private static final String HEALTHY = "ok";
    private static final int PROBE_LENGTH = 32;
    private static final int LONGEST_SENTENCE = 1_024;

    private final KmsDomain domain;
    private final SecureRandom random;
    private final Executor workers;

    private final Object probing = new Object();
    private CompletableFuture<KeyId> probe = CompletableFuture.failedFuture(new IllegalStateException("none yet"));
    private volatile @Nullable KeyId newest;

    KeyService(KmsDomain domain, SecureRandom random, Executor workers) {
        this.domain = domain;
        this.random = random;
        this.workers = workers;
    }

    /** Whether a key opens right now, and which one seals. A failure is an answer here. */
    CompletableFuture<byte[]> status() {
        return health().thenApply(health -> new ProtoWriter()
                .text(1, VERSION)
                .text(2, health)
                .text(3, newest == null ? "" : String.valueOf(newest))
                .message());
    }

    /** Returns {@code ok}, or what is wrong in a sentence. */
    CompletableFuture<String> health() {
        CompletableFuture<KeyId> found;
        synchronized (probing) {
            if (probe.isDone()) {
                probe = onWorker(this::openKey);
            }
            found = probe.copy();
        }
        return within(found).handle((key, failure) -> failure == null ? HEALTHY : sentence(failure));
    }

    private static String sentence(Throwable failure) {
        String sentence = String.valueOf(Failures.of(failure).getMessage());
        return sentence.length() > LONGEST_SENTENCE ? sentence.substring(0, LONGEST_SENTENCE) : sentence;
    }

    /** Seals a few random bytes and opens them again. */
    private KeyId openKey() {
        byte[] data = new byte[PROBE_LENGTH];
        random.nextBytes(data);
        byte[] sealed = domain.encrypt(data, CONTEXT);
        KeyId key = noted(sealed);
        if (!Arrays.equals(domain.decrypt(sealed, CONTEXT), data)) {
            throw new GrpcException(GrpcStatus.INTERNAL, "What a KMS server decrypted is not what was encrypted.");
        }
        return key;
    }

    private KeyId noted(byte[] sealed) {
        KeyId key = KeyId.of(sealed);
        newest = key;
        return key;
    }

    /** Seals what an API server hands over: the seed of its data keys. */
    CompletableFuture<byte[]> encrypt(byte[] request) {
        byte[] plaintext = {};
        ProtoReader fields = new ProtoReader(request);
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> plaintext = fields.bytes();
                case 2 -> LOG.debug("encrypt {}", shown(fields.text()));
                default -> fields.skip();
            }
        }
        byte[] data = plaintext;
        return within(onWorker(() -> {
            byte[] sealed = domain.encrypt(data, CONTEXT);
            return new ProtoWriter()
                    .bytes(1, sealed)
                    .text(2, noted(sealed).toString())
                    .message();
        }));
    }

    /**
     * Opens what {@link #encrypt} sealed. The {@code key_id} and annotations in the request say nothing that the ciphertext, which is
     * verified, does not say itself.
     */
    CompletableFuture<byte[]> decrypt(byte[] request) {
        byte[] ciphertext = {};
        ProtoReader fields = new ProtoReader(request);
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> ciphertext = fields.bytes();
                case 2 -> LOG.debug("decrypt {}", shown(fields.text()));
                default -> fields.skip();
            }
        }
        byte[] sealed = ciphertext;
        requireOurs(KeyId.of(sealed));
        return within(onWorker(() ->
                new ProtoWriter().bytes(1, domain.decrypt(sealed, CONTEXT)).message()));
    }

    /** A uid in one line of a log. */
    private static String shown(String uid) {
        return uid.replaceAll("[^!-~]", "?");
    }

    private void requireOurs(KeyId key) {
        if (!key.domain().equals(domain.id())) {
            throw new GrpcException(
                    GrpcStatus.INVALID_ARGUMENT,
                    "What is to be decrypted was encrypted under Domain " + key.domain()
                            + ", and this plug-in serves Domain " + domain.id()
                            + ". Run another plug-in for that one, as a further provider.");
        }
    }

    private <T> CompletableFuture<T> onWorker(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, workers);
        } catch (RejectedExecutionException tooMany) {
            return CompletableFuture.failedFuture(tooMany);
        }
    }

    private static <T> CompletableFuture<T> within(CompletableFuture<T> answer) {
        return answer.orTimeout(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }
}
