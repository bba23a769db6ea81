package org.quorumkms.message;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;

/** Header bytes to header and back. Knows no keys and no streams of frames. */
final class HeaderCodec {

    private static final int VERSION = 2;
    private static final int SUITE = 0x0478;
    /** The default of the AWS Encryption SDK. */
    private static final int SIGNING_SUITE = 0x0578;
    /** What follows the version in a message of version 1. */
    private static final int FIRST_TYPE = 0x80;

    private static final int FRAMED = 2;
    private static final int ID_LENGTH = 32;
    private static final int COMMITMENT_LENGTH = 32;

    private HeaderCodec() {}

    /**
     * A header as it was received.
     *
     * @param header what it says
     * @param body the bytes that its tag authenticates
     * @param tag the tag
     */
    record Received(MessageHeader header, Bytes body, Bytes tag) {

        /** Bytes of the header in the file. */
        int length() {
            return body.length() + tag.length();
        }
    }

    static Bytes encode(MessageHeader header) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeShort(SUITE);
            out.write(header.messageId().toArray());
            writeField(out, header.context().encoded().toArray());
            out.writeShort(header.dataKeys().size());
            for (EncryptedDataKey key : header.dataKeys()) {
                writeField(out, key.provider().getBytes(StandardCharsets.UTF_8));
                writeField(out, key.info().toArray());
                writeField(out, key.ciphertext().toArray());
            }
            out.writeByte(FRAMED);
            out.writeInt(header.frameLength());
            out.write(header.commitment().toArray());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return Bytes.of(bytes.toByteArray());
    }

    /**
     * Reads a header and leaves the stream behind it.
     *
     * @throws VerificationException if it is not the header of a message of this kind
     */
    static Received read(InputStream stream) throws IOException {
        Recording recording = new Recording(stream);
        try (DataInputStream in = new DataInputStream(recording)) {
            int version = in.readUnsignedByte();
            int suite = in.readUnsignedShort();
            require(version == VERSION && suite == SUITE, other(version, suite));
            Bytes id = Bytes.of(readBytes(in, ID_LENGTH));
            EncryptionContext context = EncryptionContext.decode(Bytes.of(readBytes(in, in.readUnsignedShort())));
            List<EncryptedDataKey> keys = readKeys(in);
            require(in.readUnsignedByte() == FRAMED, "its content is not framed");
            int frameLength = in.readInt();
            require(
                    frameLength > 0 && frameLength <= MessageHeader.MAX_FRAME_LENGTH,
                    "its frames are not of 1 byte to 16 MiB");
            Bytes commitment = Bytes.of(readBytes(in, COMMITMENT_LENGTH));
            Bytes body = recording.recorded();
            Bytes tag = Bytes.of(readBytes(in, AesGcm.TAG_LENGTH));
            return new Received(new MessageHeader(id, context, keys, frameLength, commitment), body, tag);
        } catch (EOFException e) {
            throw new VerificationException("This is not a whole encrypted file: it ends inside its header.");
        }
    }

    /** Says what it is instead, where it is a message of another kind: the SDK's default suite signs. */
    private static String other(int version, int suite) {
        if (version == VERSION && suite == SIGNING_SUITE) {
            return "its suite 0x0578 signs, and only suite 0x0478 is read";
        }
        if (version == 1 && suite >>> 8 == FIRST_TYPE) {
            return "it is a message of format version 1, and only version 2 with suite 0x0478 is read";
        }
        return "it does not begin like one (version 2, suite 0x0478)";
    }

    private static List<EncryptedDataKey> readKeys(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        require(count >= 1 && count <= MessageHeader.MAX_DATA_KEYS, "it does not have 1 to 64 data keys");
        List<EncryptedDataKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(new EncryptedDataKey(
                    StrictJson.decode("A provider id", readBytes(in, in.readUnsignedShort())),
                    Bytes.of(readBytes(in, in.readUnsignedShort())),
                    Bytes.of(readBytes(in, in.readUnsignedShort()))));
        }
        return keys;
    }

    private static byte[] readBytes(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static void writeField(DataOutputStream out, byte[] field) throws IOException {
        out.writeShort(field.length);
        out.write(field);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new VerificationException("This is not an encrypted file of Quorum KMS: " + otherwise + ".");
        }
    }

    /** Keeps what was read through it; does not close what it reads from. */
    private static final class Recording extends FilterInputStream {

        private final ByteArrayOutputStream record = new ByteArrayOutputStream();

        Recording(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read >= 0) {
                record.write(read);
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read > 0) {
                record.write(buffer, offset, read);
            }
            return read;
        }

        @Override
        public void close() {
            // The frames follow on the same stream.
        }

        Bytes recorded() {
            return Bytes.of(record.toByteArray());
        }
    }
}
