package org.quorumkms.kubernetes;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A client of {@code v2.KeyManagementService}, of gRPC's and protobuf's own libraries: the names, numbers and types of the fields are
 * those of {@code k8s.io/kms/apis/v2/api.proto}.
 */
final class KmsApi {

    private static final FileDescriptor FILE = file();

    private final Channel channel;

    KmsApi(Channel channel) {
        this.channel = channel;
    }

    private static FileDescriptor file() {
        DescriptorProto annotations = DescriptorProto.newBuilder()
                .setName("AnnotationsEntry")
                .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                .addField(field("key", 1, FieldDescriptorProto.Type.TYPE_STRING))
                .addField(field("value", 2, FieldDescriptorProto.Type.TYPE_BYTES))
                .build();
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("api.proto")
                .setPackage("v2")
                .setSyntax("proto3")
                .addMessageType(DescriptorProto.newBuilder().setName("StatusRequest"))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("StatusResponse")
                        .addField(field("version", 1, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("healthz", 2, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("key_id", 3, FieldDescriptorProto.Type.TYPE_STRING)))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("DecryptRequest")
                        .addField(field("ciphertext", 1, FieldDescriptorProto.Type.TYPE_BYTES))
                        .addField(field("uid", 2, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("key_id", 3, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(annotations("DecryptRequest", 4))
                        .addNestedType(annotations))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("DecryptResponse")
                        .addField(field("plaintext", 1, FieldDescriptorProto.Type.TYPE_BYTES)))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("EncryptRequest")
                        .addField(field("plaintext", 1, FieldDescriptorProto.Type.TYPE_BYTES))
                        .addField(field("uid", 2, FieldDescriptorProto.Type.TYPE_STRING)))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("EncryptResponse")
                        .addField(field("ciphertext", 1, FieldDescriptorProto.Type.TYPE_BYTES))
                        .addField(field("key_id", 2, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(annotations("EncryptResponse", 3))
                        .addNestedType(annotations))
                .build();
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
        } catch (Descriptors.DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FieldDescriptorProto field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                .build();
    }

    private static FieldDescriptorProto annotations(String message, int number) {
        return FieldDescriptorProto.newBuilder()
                .setName("annotations")
                .setNumber(number)
                .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                .setTypeName(".v2." + message + ".AnnotationsEntry")
                .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
                .build();
    }

    private static Descriptor type(String name) {
        Descriptor type = FILE.findMessageTypeByName(name);
        return type == null ? FILE.findMessageTypeByName("StatusRequest") : type;
    }

    private static DynamicMessage message(Descriptor type, Map<String, Object> fields) {
        DynamicMessage.Builder made = DynamicMessage.newBuilder(type);
        fields.forEach((field, value) -> made.setField(type.findFieldByName(field), value));
        return made.build();
    }

    /** Makes an annotation of a request. */
    static DynamicMessage annotation(String key, byte[] value) {
        return message(
                type("DecryptRequest").findNestedTypeByName("AnnotationsEntry"),
                Map.of("key", key, "value", ByteString.copyFrom(value)));
    }

    /** What a message says. */
    record Said(DynamicMessage message) {

        String text(String field) {
            return (String) value(field);
        }

        byte[] bytes(String field) {
            return ((ByteString) value(field)).toByteArray();
        }

        Object value(String field) {
            return message.getField(message.getDescriptorForType().findFieldByName(field));
        }
    }

    /** Calls, as an API server does: it waits three seconds. */
    Said call(String method, Map<String, Object> fields) throws StatusRuntimeException {
        return new Said(ClientCalls.blockingUnaryCall(
                channel,
                MethodDescriptor.newBuilder(marshaller(method + "Request"), marshaller(method + "Response"))
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName("v2.KeyManagementService/" + method)
                        .build(),
                CallOptions.DEFAULT.withDeadlineAfter(3, TimeUnit.SECONDS),
                message(type(method + "Request"), fields)));
    }

    Said status() {
        return call("Status", Map.of());
    }

    Said encrypt(byte[] plaintext) {
        return call("Encrypt", Map.of("plaintext", ByteString.copyFrom(plaintext), "uid", "17"));
    }

    byte[] decrypt(byte[] ciphertext) {
        return call("Decrypt", Map.of("ciphertext", ByteString.copyFrom(ciphertext), "uid", "18", "key_id", "whatever"))
                .bytes("plaintext");
    }

    private static MethodDescriptor.Marshaller<DynamicMessage> marshaller(String name) {
        Descriptor type = type(name);
        return new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(DynamicMessage value) {
                return new ByteArrayInputStream(value.toByteArray());
            }

            @Override
            public DynamicMessage parse(InputStream stream) {
                try {
                    return DynamicMessage.parseFrom(type, stream);
                } catch (InvalidProtocolBufferException e) {
                    throw new IllegalStateException(e);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
