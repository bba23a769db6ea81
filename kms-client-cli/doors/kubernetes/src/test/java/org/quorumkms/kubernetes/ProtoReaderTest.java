package org.quorumkms.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against protobuf's own library. */
class ProtoReaderTest {

    @Test
    void readsItsFieldAndLeavesOutAllOthers() {
        byte[] message = UnknownFieldSet.newBuilder()
                .addField(3, UnknownFieldSet.Field.newBuilder().addVarint(-1L).build())
                .addField(4, UnknownFieldSet.Field.newBuilder().addFixed32(5).build())
                .addField(5, UnknownFieldSet.Field.newBuilder().addFixed64(6).build())
                .addField(
                        0x1fff_ffff,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(new byte[300]))
                                .addLengthDelimited(ByteString.copyFromUtf8("ö"))
                                .build())
                .build()
                .toByteArray();
        ProtoReader fields = new ProtoReader(message);
        for (int number = 3; number <= 5; number++) {
            assertThat(fields.next()).isEqualTo(number);
            fields.skip();
        }
        assertThat(fields.next()).isEqualTo(0x1fff_ffff);
        fields.skip();
        assertThat(fields.next()).isEqualTo(0x1fff_ffff);
        assertThat(fields.text()).isEqualTo("ö");
        assertThat(fields.next()).isZero();
    }

    @Test
    void writesWhatTheLibraryReads() throws Exception {
        byte[] written = new ProtoWriter()
                .bytes(1, new byte[70_000])
                .text(2, "ö")
                .text(3, "")
                .message();
        UnknownFieldSet read = UnknownFieldSet.parseFrom(written);
        assertThat(read.getField(1).getLengthDelimitedList()).containsExactly(ByteString.copyFrom(new byte[70_000]));
        assertThat(read.getField(2).getLengthDelimitedList()).containsExactly(ByteString.copyFromUtf8("ö"));
        assertThat(read.hasField(3)).isFalse();
    }

    /** No number, a length beyond the end, a varint without one, a group, bytes where text is, another type. */
    @ParameterizedTest
    @ValueSource(
            strings = {"02", "0a05aa", "0affffffff0f", "ffffffffffffffffffff01", "80", "0b", "0a01ff", "0801", "0d01"})
    void refusesWhatIsNoMessage(String hex) {
        ProtoReader fields = new ProtoReader(HexFormat.of().parseHex(hex));
        assertThatThrownBy(() -> {
                    fields.next();
                    fields.text();
                })
                .isInstanceOf(GrpcException.class)
                .hasMessage("That is no message of the KMS v2 API.");
        ProtoReader skipped = new ProtoReader(HexFormat.of().parseHex(hex));
        if (hex.length() > 2 && !hex.equals("0a01ff") && !hex.equals("0801")) {
            assertThatThrownBy(() -> {
                        skipped.next();
                        skipped.skip();
                    })
                    .isInstanceOf(GrpcException.class);
        }
    }
}
