package org.quorumkms.kubernetes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * gRPC over HTTP/2, of it what calls with one request and one response need: a message is a byte for its compression, of which there
 * is none, four bytes of length, and its bytes; how the call ended stands in the trailers.
 */
final class GrpcHandler extends Handler.Abstract.NonBlocking {

    /** The most bytes of a request's message. Twice what the largest data takes. */
    static final int MOST_BYTES = 128 * 1024;

    private static final int PREFIX = 1 + Integer.BYTES;
    private static final String STATUS = "grpc-status";
    private static final String TYPE = "application/grpc";

    private final Map<String, Function<byte[], CompletableFuture<byte[]>>> methods;

    /** Takes what each path calls. */
    GrpcHandler(Map<String, Function<byte[], CompletableFuture<byte[]>>> methods) {
        this.methods = Map.copyOf(methods);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (!HttpMethod.POST.is(request.getMethod())
                || type == null
                || !type.toLowerCase(Locale.ROOT).startsWith(TYPE)) {
            response.setStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE_415);
            callback.succeeded();
            return true;
        }
        Function<byte[], CompletableFuture<byte[]>> method =
                methods.getOrDefault(request.getHttpURI().getPath(), GrpcHandler::unknown);
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(request, PREFIX + MOST_BYTES, Promise.Invocable.toPromise(body));
        callback.completeWith(body.handle(GrpcHandler::message)
                .thenCompose(method)
                .handle(Ended::of)
                .thenCompose(ended -> ended.write(response)));
        return true;
    }

    private static CompletableFuture<byte[]> unknown(byte[] request) {
        return CompletableFuture.failedFuture(
                new GrpcException(GrpcStatus.UNIMPLEMENTED, "There is no such call in the KMS v2 API."));
    }

    private static byte[] message(byte @Nullable [] body, @Nullable Throwable unread) {
        if (body == null || unread != null) {
            throw new GrpcException(
                    GrpcStatus.RESOURCE_EXHAUSTED,
                    "A request has at most " + MOST_BYTES + " bytes, or it was broken off.");
        }
        if (body.length >= PREFIX && body[0] != 0) {
            throw new GrpcException(GrpcStatus.UNIMPLEMENTED, "This plug-in takes no compressed messages.");
        }
        if (body.length < PREFIX || ByteBuffer.wrap(body, 1, Integer.BYTES).getInt() != body.length - PREFIX) {
            throw new GrpcException(GrpcStatus.INTERNAL, "A request has one whole message.");
        }
        byte[] message = new byte[body.length - PREFIX];
        System.arraycopy(body, PREFIX, message, 0, message.length);
        return message;
    }

    /** What goes back: a message, or none, and how the call ended. */
    private record Ended(ByteBuffer body, HttpFields trailers) {

        static Ended of(byte @Nullable [] answer, @Nullable Throwable failure) {
            if (failure != null || answer == null) {
                GrpcException known = Failures.of(failure == null ? new IllegalStateException("no answer") : failure);
                return new Ended(
                        BufferUtil.EMPTY_BUFFER,
                        HttpFields.build()
                                .put(STATUS, known.status().code())
                                .put("grpc-message", encoded(String.valueOf(known.getMessage()))));
            }
            ByteBuffer body = ByteBuffer.allocate(PREFIX + answer.length)
                    .put((byte) 0)
                    .putInt(answer.length)
                    .put(answer)
                    .flip();
            return new Ended(body, HttpFields.build().put(STATUS, GrpcStatus.OK.code()));
        }

        CompletableFuture<Void> write(Response response) {
            response.setStatus(HttpStatus.OK_200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, TYPE);
            response.setTrailersSupplier(() -> trailers);
            // In two writes: in one, Jetty 12.1 sends the trailers before what is longer than a frame.
            return write(response, false, body).thenCompose(written -> write(response, true, BufferUtil.EMPTY_BUFFER));
        }

        private static CompletableFuture<Void> write(Response response, boolean last, ByteBuffer bytes) {
            return Callback.Completable.with(written -> response.write(last, bytes, written));
        }
    }

    /** Encodes a sentence as gRPC wants it: what is not printable ASCII, and the sign itself, as {@code %XX}. */
    static String encoded(String sentence) {
        StringBuilder text = new StringBuilder();
        for (byte one : sentence.getBytes(StandardCharsets.UTF_8)) {
            if (one < ' ' || one > '~' || one == '%') {
                text.append(String.format(Locale.ROOT, "%%%02X", one & 0xff));
            } else {
                text.append((char) one);
            }
        }
        return text.toString();
    }
}
