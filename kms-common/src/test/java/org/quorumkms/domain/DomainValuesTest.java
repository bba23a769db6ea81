package org.quorumkms.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestAuthority.NOW;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;

/** The small values of which Domains and what is said of them are made. */
class DomainValuesTest {

    private static final DomainId ID = new DomainId("6ba7b810-9dad-41d1-80b4-00c04fd430c8");
    private static final DomainId OTHER_ID = new DomainId("6ba7b811-9dad-41d1-80b4-00c04fd430c8");
    private static final Thumbprint ONE = Bytes.utf8("one").thumbprint();
    private static final Thumbprint OTHER = Bytes.utf8("other").thumbprint();

    @Nested
    class Ids {

        /** A source of one and the same byte. */
        private static SecureRandom always(int number) {
            return new SecureRandom() {
                private static final long serialVersionUID = 1;

                @Override
                public void nextBytes(byte[] bytes) {
                    Arrays.fill(bytes, (byte) number);
                }
            };
        }

        @Test
        void freshOnesAreOfVersion4() {
            assertThat(DomainId.random(always(0x00)).value()).isEqualTo("00000000-0000-4000-8000-000000000000");
            assertThat(DomainId.random(always(0xff)).value()).isEqualTo("ffffffff-ffff-4fff-bfff-ffffffffffff");
        }

        @Test
        void areUuidsInLowerCase() {
            assertThat(DomainId.isOne(ID.value())).isTrue();
            assertThat(ID).hasToString("6ba7b810-9dad-41d1-80b4-00c04fd430c8");
            assertThat(DomainId.ofBytes(ID.toArray())).isEqualTo(ID);
            for (String wrong : List.of(
                    "",
                    "payroll",
                    "6BA7B810-9dad-41d1-80b4-00c04fd430c8",
                    "6ba7b810-9dad-41d1-80b4-00c04fd430c",
                    "6ba7b8109dad41d180b400c04fd430c8",
                    " 6ba7b810-9dad-41d1-80b4-00c04fd430c8")) {
                assertThat(DomainId.isOne(wrong)).as(wrong).isFalse();
                assertThatThrownBy(() -> new DomainId(wrong)).isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void areComparedByWhatTheySay() {
            assertThat(new DomainId(ID.value())).isEqualTo(ID).hasSameHashCodeAs(ID.value());
            assertThat(OTHER_ID).isNotEqualTo(ID);
            assertThat(new SeenDomain(ID, 1, ONE).id()).isNotEqualTo(ID.value());
        }
    }

    @Nested
    class SeenRevisions {

        private final SeenDomain seen = new SeenDomain(ID, 7, ONE);

        /** The same as a record that the compiler writes out. */
        private record Plain(DomainId id, int revision, Thumbprint thumbprint) {}

        @Test
        void haveANumberFrom1To65536() {
            assertThat(new SeenDomain(ID, 1, ONE).revision()).isEqualTo(1);
            assertThat(new SeenDomain(ID, 65_536, ONE).revision()).isEqualTo(65_536);
            for (int wrong : List.of(-1, 0, 65_537)) {
                assertThatThrownBy(() -> new SeenDomain(ID, wrong, ONE)).isInstanceOf(IllegalArgumentException.class);
            }
        }

        @Test
        void areTheSameOnlyInAllThatTheySay() {
            assertThat(seen).isEqualTo(new SeenDomain(ID, 7, ONE));
            assertThat(seen).isNotEqualTo(new SeenDomain(OTHER_ID, 7, ONE));
            assertThat(seen).isNotEqualTo(new SeenDomain(ID, 8, ONE));
            assertThat(seen).isNotEqualTo(new SeenDomain(ID, 7, OTHER));
            assertThat(seen).isNotEqualTo(new Plain(ID, 7, ONE));
        }

        @Test
        void haveTheHashThatTheCompilerWouldWrite() {
            assertThat(seen).hasSameHashCodeAs(new Plain(ID, 7, ONE));
            assertThat(new SeenDomain(OTHER_ID, 65_536, OTHER)).hasSameHashCodeAs(new Plain(OTHER_ID, 65_536, OTHER));
        }
    }

    @Nested
    class Claims {

        private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

        @Test
        void endBetween1970And9999() {
            Rights may = Rights.all(Purpose.ENCRYPT);
            assertThat(new ClaimTerms(ONE, 0, may).expires()).isEqualTo(Instant.EPOCH);
            assertThat(new ClaimTerms(ONE, LAST, may).expires()).isEqualTo("9999-12-31T23:59:59Z");
            assertThatThrownBy(() -> new ClaimTerms(ONE, -1, may)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new ClaimTerms(ONE, LAST + 1, may)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void knowTheirSecretByItsHash() {
            byte[] secret = new byte[ClaimTerms.SECRET_LENGTH];
            ClaimTerms terms = ClaimTerms.of(secret, NOW, Rights.all(Purpose.ENCRYPT));
            assertThat(terms.hash()).isEqualTo(Thumbprint.ofContent(secret));
            assertThat(terms.isSecret(secret.clone())).isTrue();
            byte[] wrong = secret.clone();
            wrong[31] = 1;
            assertThat(terms.isSecret(wrong)).isFalse();
            assertThat(terms.isSecret(new byte[0])).isFalse();
        }
    }

    @Nested
    class Proofs {

        private final Thumbprints two = Thumbprints.of(List.of(ONE, OTHER));

        @Test
        void beginAfterANumberFrom0To65536() {
            assertThat(new Proof(0, two).after()).isZero();
            assertThat(new Proof(65_536, Thumbprints.NONE).after()).isEqualTo(65_536);
            for (int wrong : List.of(-1, 65_537)) {
                assertThatThrownBy(() -> new Proof(wrong, two))
                        .isInstanceOf(VerificationException.class)
                        .hasMessageContaining("begins at an invalid number");
            }
        }

        @Test
        void holdTheRevisionsAfterThatNumber() {
            assertThat(Proof.whole(two).at(1)).isEqualTo(ONE);
            assertThat(Proof.whole(two).at(2)).isEqualTo(OTHER);
            assertThat(new Proof(5, two).at(6)).isEqualTo(ONE);
            assertThat(new Proof(5, two).at(7)).isEqualTo(OTHER);
        }
    }

    @Nested
    class RightsOfNobody {

        @Test
        void areKnownAsNone() {
            assertThat(Rights.NONE.isEmpty()).isTrue();
            assertThat(Rights.of(List.of()).isEmpty()).isTrue();
            assertThat(Rights.NONE).hasToString("none");
            for (Right right : Right.values()) {
                assertThat(Rights.of(right).isEmpty()).as("%s", right).isFalse();
            }
        }
    }
}
