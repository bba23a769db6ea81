package org.quorumkms.hsm;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.LogFile;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.KmsException;
import org.quorumkms.message.DataKey;
import org.quorumkms.message.MessageReader;
import org.quorumkms.order.Order;
import org.quorumkms.party.Card;
import org.quorumkms.party.Invitation;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;

/**
 * What is read from others, as targets for Jazzer: a document is refused with one of our exceptions, or read, and then what
 * is written of it is read as the same. {@code scripts/fuzz} looks for inputs that do otherwise; {@link FuzzSeedsTest}
 * replays the committed ones.
 */
public final class FuzzTargets {

    static final Thumbprint GENESIS = Bytes.utf8("genesis").thumbprint();
    static final DomainId DOMAIN = new DomainId("00000000-0000-4000-8000-000000000001");
    static final EncryptionContext CONTEXT = EncryptionContext.EMPTY;

    private FuzzTargets() {}

    /** Reads, and says nothing of what is refused as it should be. */
    private static void reads(byte[] data, Consumer<String> reader) {
        try {
            reader.accept(new String(data, StandardCharsets.UTF_8));
        } catch (KmsException refused) {
            require(refused.getMessage() != null, "a refusal that says nothing");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    static KeyRing ring() {
        String text = "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"1\",\"k\":\""
                + Bytes.of(key(3)).base64Url() + "\"}]}";
        return KeyRing.read(Purpose.ENCRYPT, SecretBytes.owning(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Trusts and lines. */
    public static final class Trusts {
        private Trusts() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] data) {
            reads(data, text -> {
                Trust trust = Trust.parse(text);
                Trust again = Trust.parse(trust.toText());
                require(again.thumbprint().equals(trust.thumbprint()), "another Trust came back");
                require(again.signatures().equals(trust.signatures()), "other signatures came back");
                new TrustVerifier(GENESIS).verify(new TrustChain(List.of(trust)));
            });
            reads(data, text -> {
                TrustChain line = TrustChain.parse(text);
                require(
                        TrustChain.parse(line.toText())
                                .last()
                                .thumbprint()
                                .equals(line.last().thumbprint()),
                        "another line came back");
                new TrustVerifier(line.trusts().get(0).thumbprint()).verify(line);
            });
        }
    }

    /** Domains, exported and bare. */
    public static final class Domains {
        private Domains() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] data) {
            reads(data, text -> {
                ExportedDomain exported = ExportedDomain.parse(text);
                ExportedDomain again = ExportedDomain.parse(exported.toText());
                require(again.domain().thumbprint().equals(exported.domain().thumbprint()), "another Domain came back");
                new DomainVerifier(exported.line().trusts().get(0).thumbprint()).verify(exported);
            });
            reads(data, text -> {
                Domain domain = Domain.parse(text);
                require(
                        Domain.parse(domain.toText()).thumbprint().equals(domain.thumbprint()),
                        "another Domain came back");
            });
        }
    }

    /** Orders. */
    public static final class Orders {
        private Orders() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] data) {
            reads(data, text -> {
                Order order = Order.parse(text);
                Order again = Order.parse(order.toText());
                require(again.thumbprint().equals(order.thumbprint()), "another order came back");
                require(again.signatures().equals(order.signatures()), "other signatures came back");
            });
        }
    }

    /** File signatures. */
    public static final class Signatures {
        private Signatures() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] data) {
            reads(data, text -> {
                FileSignature signature = FileSignature.parse(text);
                require(FileSignature.parse(signature.toText()).jws().equals(signature.jws()), "another came back");
                signature.verify(GENESIS, GENESIS, 4);
                signature.countsFor(signature.domain().domain().body());
            });
        }
    }

    /** Invitations and cards. */
    public static final class Invitations {
        private Invitations() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] data) {
            reads(data, text -> {
                String written = Invitation.parse(text).toText();
                require(Invitation.parse(written).toText().length() == written.length(), "another came back");
            });
            reads(data, text -> {
                Card card = Card.parse(text);
                require(Card.parse(card.toText()).equals(card), "another card came back");
            });
        }
    }

    /** Statements of HSMs, requests of operators, certificates of audit keys. */
    public static final class Statements {
        private Statements() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] data) {
            reads(data, text -> HsmStatement.verify(text, GENESIS));
            reads(data, text -> OperatorRequest.verify(text, World.CLIENT.publicKey(), World.CLIENT.key()));
            reads(data, text -> OwnKey.verify(text, World.CLIENT.key()));
            reads(data, text -> {
                AuditKey key = AuditKey.parse(text);
                require(AuditKey.parse(key.toText()).equals(key), "another certificate came back");
            });
        }
    }

    /** Entries, heads and exported logs. */
    public static final class Audit {
        private Audit() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] data) {
            reads(data, text -> require(AuditEntry.parse(text).text().equals(text), "another entry came back"));
            reads(data, text -> require(Checkpoint.parse(text).text().equals(text), "another head came back"));
            reads(data, text -> {
                LogReplay replay = new LogReplay(GENESIS, LogId.first(GENESIS), List.of(), Optional.empty());
                try {
                    LogFile.read(new BufferedReader(new StringReader(text)), server -> replay);
                } catch (IOException e) {
                    throw new AssertionError("reading from memory does not fail", e);
                }
                require(!replay.checks().isEmpty(), "nothing was checked");
            });
        }
    }

    /** Encoded contexts. */
    public static final class Contexts {
        private Contexts() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] data) {
            try {
                Bytes encoded = Bytes.of(data);
                require(EncryptionContext.decode(encoded).encoded().equals(encoded), "another context came back");
            } catch (KmsException refused) {
                require(refused.getMessage() != null, "a refusal that says nothing");
            }
        }
    }

    /** Small ciphertexts and sealed data keys. */
    public static final class Ciphertexts {
        private Ciphertexts() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] data) {
            for (SealedData.Kind kind : SealedData.Kind.values()) {
                try (KeyRing ring = ring();
                        SecretBytes opened = SealedData.open(kind, DOMAIN, ring, Bytes.of(data), CONTEXT)) {
                    require(opened.length() < data.length, "more came out than went in");
                } catch (KmsException refused) {
                    require(refused.getMessage() != null, "a refusal that says nothing");
                }
            }
        }
    }

    /** Files: header and frames. */
    public static final class Files {
        private Files() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] data) {
            ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
            try (DataKey key = new DataKey(SecretBytes.owning(key(5)))) {
                MessageReader reader = MessageReader.open(new ByteArrayInputStream(data));
                require(reader.headerLength() <= data.length, "a header longer than its file");
                reader.decrypt(key, plaintext);
            } catch (KmsException refused) {
                require(refused.getMessage() != null, "a refusal that says nothing");
            } catch (EOFException cut) {
                require(data.length < 1 << 20, "a whole file is not cut");
            } catch (IOException e) {
                throw new AssertionError("reading from memory does not fail", e);
            }
            require(plaintext.size() <= data.length, "more came out than went in");
        }
    }
}
