package org.quorumkms.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.KmsDomain;
import org.quorumkms.testkit.TestKms;

/** What an API server gets, through gRPC's own client, from a plug-in before a real server. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "gRPC's client has unix sockets there")
class KmsPluginTest {

    private static final byte[] SEED = {1, 2, 3, 4, 5, 6, 7, 8};

    private static TestKms kms;
    private static KmsClient client;
    private static KmsDomain domain;
    private static EventLoopGroup events;

    @TempDir
    private Path folder;

    private KmsPlugin plugin;
    private ManagedChannel channel;
    private KmsApi api;

    @BeforeAll
    static void startSystem() {
        kms = TestKms.start();
        client = KmsClient.open(kms.home("cluster"), KmsPlugin.options());
        domain = client.domain("cluster");
        events = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    @AfterAll
    static void stopSystem() {
        assertThat(events.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3_000))
                .isTrue();
        client.close();
        kms.close();
    }

    @BeforeEach
    void serve() {
        plugin = KmsPlugin.serve(domain, folder.resolve("kms.sock"));
        channel = NettyChannelBuilder.forAddress(
                        new DomainSocketAddress(folder.resolve("kms.sock").toFile()))
                .eventLoopGroup(events)
                .channelType(EpollDomainSocketChannel.class)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
        api = new KmsApi(channel);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        plugin.close();
        kms.startServer();
        assertThat(folder).isEmptyDirectory();
    }

    private static void assertRefused(ThrowingCallable call, Status.Code code, String... words) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused.getStatus().getCode()).as(refused.getMessage()).isEqualTo(code);
        assertThat(refused.getStatus().getDescription()).isNotEmpty();
        assertThat(List.of(words)).allSatisfy(word -> assertThat(refused).hasMessageContaining(word));
    }

    @Test
    void sealsAndOpens() {
        KmsApi.Said sealed = api.encrypt(SEED);
        assertThat(sealed.text("key_id")).isEqualTo(domain.id() + "/1");
        assertThat(sealed.bytes("ciphertext")).hasSize(SEED.length + 61);
        assertThat((List<?>) sealed.value("annotations")).isEmpty();
        assertThat(api.decrypt(sealed.bytes("ciphertext"))).isEqualTo(SEED);
        assertThat(domain.decrypt(sealed.bytes("ciphertext"), Map.of("kubernetes", "kms-v2")))
                .isEqualTo(SEED);
    }

    @Test
    void takesNothingAndTheMostThatThereMayBe() {
        byte[] most = new byte[KmsDomain.MOST_BYTES];
        new Random(7).nextBytes(most);
        for (byte[] data : new byte[][] {{}, most}) {
            assertThat(api.decrypt(api.encrypt(data).bytes("ciphertext"))).isEqualTo(data);
        }
        assertRefused(
                () -> api.encrypt(new byte[KmsDomain.MOST_BYTES + 1]),
                Status.Code.INVALID_ARGUMENT,
                "at most 65536 bytes");
        assertRefused(
                () -> api.encrypt(new byte[GrpcHandler.MOST_BYTES]),
                Status.Code.RESOURCE_EXHAUSTED,
                "at most " + GrpcHandler.MOST_BYTES);
        assertThat(api.status().text("healthz")).isEqualTo("ok");
    }

    @Test
    void manyCallsAtOnceOnOneConnection() {
        byte[] data = new byte[20_000];
        assertThat(IntStream.range(0, 48)
                        .parallel()
                        .mapToObj(i -> api.decrypt(api.encrypt(data).bytes("ciphertext"))))
                .allSatisfy(opened -> assertThat(opened).isEqualTo(data));
    }

    @Test
    void theKeyIdIsAnotherOneAfterARotation() {
        KmsClient rotated = KmsClient.open(kms.home("rotated"), KmsPlugin.options());
        KmsDomain other = rotated.domain("rotated");
        plugin.close();
        plugin = KmsPlugin.serve(other, folder.resolve("kms.sock"));

        assertThat(api.status().text("key_id")).isEqualTo(other.id() + "/1");
        byte[] old = api.encrypt(SEED).bytes("ciphertext");
        kms.rotate(other.id());
        assertThat(api.status().text("key_id")).isEqualTo(other.id() + "/2");
        assertThat(api.encrypt(SEED).text("key_id")).isEqualTo(other.id() + "/2");
        assertThat(api.decrypt(old)).isEqualTo(SEED);
        rotated.close();
    }

    @Test
    void isHealthyOnlyWhileAKeyOpens() {
        KmsApi.Said good = api.status();
        assertThat(good.text("version")).isEqualTo("v2");
        assertThat(good.text("healthz")).isEqualTo("ok");
        assertThat(plugin.problem()).isEmpty();
        byte[] sealed = api.encrypt(SEED).bytes("ciphertext");

        kms.stopServer();
        KmsApi.Said bad = api.status();
        assertThat(bad.text("version")).isEqualTo("v2");
        assertThat(bad.text("healthz")).contains(kms.address());
        assertThat(bad.text("key_id")).isEqualTo(good.text("key_id"));
        assertThat(plugin.problem()).contains(bad.text("healthz"));
        assertRefused(() -> api.encrypt(SEED), Status.Code.UNAVAILABLE, kms.address());
        assertRefused(() -> api.decrypt(sealed), Status.Code.UNAVAILABLE, kms.address());

        kms.startServer();
        assertThat(api.status().text("healthz")).isEqualTo("ok");
        assertThat(api.decrypt(sealed)).isEqualTo(SEED);
    }

    @Test
    void whatWasChangedIsRefused() {
        byte[] sealed = api.encrypt(SEED).bytes("ciphertext");
        sealed[sealed.length - 1] ^= 1;
        assertRefused(() -> api.decrypt(sealed), Status.Code.INVALID_ARGUMENT);
        assertRefused(() -> api.decrypt(new byte[] {1, 2}), Status.Code.INVALID_ARGUMENT, "another form");
        assertRefused(() -> api.decrypt(new byte[0]), Status.Code.INVALID_ARGUMENT, "another form");
    }

    @Test
    void whatIsAnothersIsRefused() {
        try (KmsClient another = KmsClient.open(kms.home("another"))) {
            KmsDomain foreign = another.domain("another");
            byte[] sealed = foreign.encrypt(SEED, KeyService.CONTEXT);
            assertRefused(() -> api.decrypt(sealed), Status.Code.INVALID_ARGUMENT, foreign.id(), domain.id());
        }
        byte[] otherUse = domain.encrypt(SEED, Map.of("row", "17"));
        assertRefused(() -> api.decrypt(otherUse), Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void aDomainThatAQuorumOpensIsNeverHealthy() {
        try (KmsClient another = KmsClient.open(kms.homeOfQuorum("vault"), KmsPlugin.options())) {
            plugin.close();
            plugin = KmsPlugin.serve(another.domain("vault"), folder.resolve("kms.sock"));
            assertThat(api.status().text("healthz")).isNotEqualTo("ok").endsWith(".");
            byte[] sealed = api.encrypt(SEED).bytes("ciphertext");
            assertRefused(() -> api.decrypt(sealed), Status.Code.FAILED_PRECONDITION);
        }
    }

    @Test
    void anUnknownCallIsSaidToBeOne() {
        assertRefused(() -> api.call("Rotate", Map.of()), Status.Code.UNIMPLEMENTED, "no such call");
        StatusRuntimeException compressed = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> new KmsApi(ClientInterceptors.intercept(channel, new Compressing())).encrypt(SEED));
        assertThat(compressed.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    private static final class Compressing implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return next.newCall(method, options.withCompression("gzip"));
        }
    }

    @Test
    void annotationsAndKeyIdsOfOthersSayNothing() {
        KmsApi.Said opened = api.call(
                "Decrypt",
                Map.of(
                        "ciphertext",
                        ByteString.copyFrom(api.encrypt(SEED).bytes("ciphertext")),
                        "key_id",
                        "another",
                        "annotations",
                        List.of(KmsApi.annotation("version.example.org", SEED))));
        assertThat(opened.bytes("plaintext")).isEqualTo(SEED);
    }

    @Test
    void theSocketIsItsOwnersOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("kms.sock"))))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactly("kms.sock");
        assertThatThrownBy(() -> KmsPlugin.serve(domain, folder.resolve("kms.sock")))
                .hasMessageContaining("A program serves on");
        assertThat(api.status().text("healthz")).isEqualTo("ok");
    }
}
