package org.quorumkms.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.T1;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestRing;
import org.quorumkms.trust.HsmKeys;

/** What can be seen in a Domain's payload alone, and how much it takes (section 4). */
class DomainBodyTest {

    private static final TestController CLIENT = TestController.number(1);
    private static final Thumbprint ORDER = Bytes.utf8("order").thumbprint();
    private static final List<HsmKeys> HSMS = T1.last().body().hsms();
    private static final ClaimTerms CLAIM =
            ClaimTerms.of(new byte[32], TestAuthority.NOW.plusSeconds(60), Rights.all(Purpose.ENCRYPT));

    private static final DomainHistory ENCRYPT = begin(Purpose.ENCRYPT);
    private static final DomainHistory SIGN = begin(Purpose.SIGN);
    private static final DomainHistory OPERATOR = begin(Purpose.OPERATOR);
    private static final DomainHistory UNCLAIMED =
            DomainHistory.begin(Purpose.ENCRYPT, H1, T1, first -> first.claim(Optional.of(CLAIM)));

    private static DomainHistory begin(Purpose purpose) {
        return DomainHistory.begin(
                purpose,
                H1,
                T1,
                first -> first.controlledBy(List.of(CLIENT.may(Rights.all(purpose))))
                        .publicKeys(purpose.hasPublicKeys() ? List.of(key(0)) : List.of()));
    }

    private static RsaJwk key(int number) {
        return new RsaJwk(BigInteger.ONE.shiftLeft(3071).add(BigInteger.valueOf(2L * number + 1)));
    }

    private static List<Object> keys(int count) {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(key(i).toJson());
        }
        return keys;
    }

    private static List<Object> controllers(int count, String name) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thumbprint key = Bytes.utf8("key " + i).thumbprint();
            all.add(new Controller(key, name + i, Rights.all(Purpose.ENCRYPT)).toJson());
        }
        return all;
    }

    private static void refused(DomainHistory of, UnaryOperator<Revision> change, String rule) {
        Revision changed = change.apply(Revision.of(of.last().body()));
        assertThatThrownBy(() -> changed.signedBy(H1))
                .as(rule)
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining(rule);
    }

    private static void taken(DomainHistory of, UnaryOperator<Revision> change) {
        Domain domain = change.apply(Revision.of(of.last().body())).signedBy(H1);
        assertThat(DomainBody.read(domain.body().write())).isEqualTo(domain.body());
    }

    @Nested
    class Members {

        @Test
        void areReadAsTheyWereWritten() {
            for (DomainHistory one : List.of(ENCRYPT, SIGN, OPERATOR, UNCLAIMED, ENCRYPT.deleted(H1, ORDER))) {
                Domain read = Domain.parse(one.last().toText());
                assertThat(read.body()).isEqualTo(one.last().body());
                assertThat(read.body().write()).isEqualTo(one.last().payload());
            }
        }

        @Test
        void ofTheFirstEditionAreRefused() {
            refused(ENCRYPT, r -> r.with("version", 1), "version 1");
            refused(ENCRYPT, r -> r.with("previous", ORDER.value()), "unknown member");
            refused(ENCRYPT, r -> r.with("orders", List.of()), "unknown member");
        }

        @Test
        void areRefusedWhereTheyAreNotKnown() {
            refused(ENCRYPT, r -> r.with("extra", 1), "unknown member");
            refused(
                    ENCRYPT,
                    r -> r.with(
                            "moves",
                            List.of(Map.of(
                                    "revision",
                                    1,
                                    "trust",
                                    T1.last().thumbprint().value(),
                                    "extra",
                                    1))),
                    "unknown member");
            refused(
                    UNCLAIMED,
                    r -> r.with(
                            "claim",
                            Map.of(
                                    "hash",
                                    ORDER.value(),
                                    "expires",
                                    "2026-11-30T10:00:00Z",
                                    "may",
                                    List.of("share"),
                                    "extra",
                                    1)),
                    "unknown member");
        }

        @Test
        void besideThoseOfItsSignatureAreRefused() {
            String extra = "{\"extra\":1,";
            String domain = ENCRYPT.last().toText();
            String exported = ENCRYPT.exported().toText();
            assertThatThrownBy(() -> Domain.parse(extra + domain.substring(1)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("unknown member");
            assertThatThrownBy(() -> Domain.parse(exported))
                    .as("an exported Domain has more")
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("unknown member");
            assertThatThrownBy(() -> ExportedDomain.parse(extra + exported.substring(1)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("unknown member");
        }

        @Test
        void nameTheRevisionForPeople() {
            Domain second = ENCRYPT.then(H1).last();
            assertThat(second)
                    .hasToString("Domain payroll (" + second.body().id().value() + ") revision 2");
        }

        @Test
        void areAlwaysThereOrExactlyWhereThePageSaysSo() {
            for (String member : List.of(
                    "id",
                    "revision",
                    "name",
                    "purpose",
                    "created",
                    "changed",
                    "history",
                    "moves",
                    "state",
                    "ordered",
                    "ended",
                    "controllers",
                    "trust")) {
                refused(ENCRYPT, r -> r.without(member), "has no member " + member);
            }
            refused(ENCRYPT, r -> r.without("policy"), "it has a policy exactly when it is for encrypt");
            refused(SIGN, r -> r.with("policy", Policy.OPEN.toJson()), "it has a policy exactly when");
            refused(ENCRYPT, r -> r.with("policy", Map.of("readers", "quorum")), "no member decrypt");
            refused(ENCRYPT, r -> r.with("since", 1), "it says since when it signs exactly when it signs");
            refused(SIGN, r -> r.without("since"), "it says since when it signs exactly when it signs");
            refused(ENCRYPT, r -> r.with("publicKeys", List.of()), "unknown member");
            refused(SIGN, r -> r.without("publicKeys"), "has no member publicKeys");
            refused(ENCRYPT, r -> r.without("keys"), "it has keys exactly while it is not deleted");
            refused(ENCRYPT, r -> r.with("disabledBy", ORDER.value()), "unknown member");
            refused(ENCRYPT, r -> r.with("state", "disabled"), "has no member disabledBy");
            refused(
                    ENCRYPT.deleted(H1, ORDER),
                    r -> r.keys(TestRing.of(1), HSMS),
                    "it has keys exactly while it is not deleted");
        }

        @Test
        void sayWhenARevisionWasChanged() {
            refused(ENCRYPT, r -> r.with("changed", "2026-11-23T10:00:01Z"), "revision 1 was changed when it was made");
            refused(
                    ENCRYPT.then(H1),
                    r -> r.with("changed", "2026-11-23T09:59:59Z"),
                    "it was not changed before it was made");
        }

        @Test
        void ofTheFirstRevisionBeginItsHistory() {
            refused(ENCRYPT, r -> r.with("history", ORDER.value()), "the history of revision 1 is that of its id");
            refused(
                    ENCRYPT,
                    r -> r.with("id", "00000000-0000-4000-8000-000000000000"),
                    "the history of revision 1 is that of its id");
            taken(ENCRYPT.then(H1), r -> r.with("history", ORDER.value()));
        }
    }

    /** What a document cannot say, an HSM cannot make either. */
    @Nested
    class Made {

        private static DomainBuilder next(DomainHistory of) {
            return DomainBuilder.after(of.last(), TestAuthority.NOW);
        }

        private static void notMade(DomainHistory of, DomainBuilder next, String rule) {
            assertThatThrownBy(() -> next.build(of.last().body().keys()))
                    .as(rule)
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining(rule);
        }

        @Test
        void saysWhoDisabledItExactlyWhenItIsDisabled() {
            DomainBody.Disabling disabling = new DomainBody.Disabling(ORDER, TestAuthority.NOW);
            String rule = "it says who disabled it exactly when it is disabled or deleted";
            notMade(ENCRYPT, next(ENCRYPT).in(DomainState.DISABLED, Optional.empty()), rule);
            notMade(ENCRYPT, next(ENCRYPT).in(DomainState.ENABLED, Optional.of(disabling)), rule);
            DomainBody disabled = next(ENCRYPT)
                    .in(DomainState.DISABLED, Optional.of(disabling))
                    .build(ENCRYPT.last().body().keys());
            assertThat(DomainBody.read(disabled.write())).isEqualTo(disabled);
        }

        @Test
        void listsPublicKeysOnlyWhereItSigns() {
            notMade(
                    ENCRYPT,
                    next(ENCRYPT).publicKeys(List.of(key(1))),
                    "it lists public keys only where its purpose is sign or operator");
        }

        @Test
        void hasAtMost65536Revisions() {
            Domain last = Revision.of(ENCRYPT.last().body())
                    .numbered(65_535, TestRing.of(1), HSMS)
                    .signedBy(H1);
            DomainBody most = DomainBuilder.after(last, TestAuthority.NOW)
                    .build(last.body().keys());
            assertThat(most.revision()).isEqualTo(65_536);
            DomainBuilder more = DomainBuilder.after(H1.sign(most), TestAuthority.NOW);
            assertThatThrownBy(() -> more.build(most.keys()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("has had 65,536 revisions");
        }
    }

    @Nested
    class ControllersAndClaims {

        @Test
        void noKeyAndNoNameStandsTwice() {
            Map<String, Object> client = CLIENT.may(Right.ENCRYPT).toJson();
            Map<String, Object> renamed = new Controller(CLIENT.key(), "other", Rights.of(Right.ENCRYPT)).toJson();
            Map<String, Object> same = new Controller(ORDER, CLIENT.name(), Rights.of(Right.ENCRYPT)).toJson();
            refused(ENCRYPT, r -> r.with("controllers", List.of(client, renamed)), "no key is its controller twice");
            refused(ENCRYPT, r -> r.with("controllers", List.of(client, same)), "have one name");
        }

        @Test
        void eachHasARightOfThePurpose() {
            for (Right wrong : List.of(Right.SIGN, Right.APPROVE, Right.AUDIT)) {
                refused(
                        ENCRYPT,
                        r -> r.with("controllers", List.of(CLIENT.may(wrong).toJson())),
                        "only rights of its purpose");
            }
            refused(
                    ENCRYPT,
                    r -> r.with(
                            "controllers",
                            List.of(Map.of("key", CLIENT.key().value(), "name", "c1", "may", List.of()))),
                    "at least one right");
            refused(
                    ENCRYPT,
                    r -> r.with(
                            "controllers",
                            List.of(Map.of(
                                    "key", CLIENT.key().value(), "name", "c1", "may", List.of("share", "encrypt")))),
                    "in the order of their words");
        }

        @Test
        void anOperatorsDomainHasOneControllerAndOneKey() {
            refused(
                    OPERATOR,
                    r -> r.with(
                            "controllers",
                            List.of(
                                    CLIENT.may(Right.APPROVE).toJson(),
                                    TestController.number(2).may(Right.APPROVE).toJson())),
                    "an operator's Domain has one controller");
            refused(OPERATOR, r -> r.with("publicKeys", keys(2)), "an operator's Domain has one key, for ever");
        }

        @Test
        void whatCanBeClaimedHasNeitherControllersNorPublicKeys() {
            refused(
                    UNCLAIMED,
                    r -> r.with("controllers", controllers(1, "c")),
                    "it has no controllers while it can be claimed");
            refused(
                    UNCLAIMED,
                    r -> r.with(
                            "claim",
                            Map.of("hash", ORDER.value(), "expires", "2026-11-30T10:00:00Z", "may", List.of("sign"))),
                    "a claim gives rights of its purpose");
            refused(
                    UNCLAIMED,
                    r -> r.with(
                            "claim",
                            Map.of("hash", ORDER.value(), "expires", "1969-12-31T23:59:59Z", "may", List.of("share"))),
                    "an invitation ends after 1970");
            refused(SIGN, r -> r.with("publicKeys", List.of()), "it lists public keys once there is a controller");
            taken(SIGN, r -> r.with("controllers", List.of()).with("publicKeys", List.of()));
            refused(
                    SIGN,
                    r -> r.with("controllers", List.of())
                            .with(
                                    "claim",
                                    Map.of(
                                            "hash",
                                            ORDER.value(),
                                            "expires",
                                            "2026-11-30T10:00:00Z",
                                            "may",
                                            List.of("sign"))),
                    "it lists no public key before there is a controller");
        }

        @Test
        void whereAQuorumDecidesAboutReadersNothingIsClaimed() {
            refused(
                    UNCLAIMED,
                    r -> r.with("policy", new Policy(Policy.Who.QUORUM, Policy.Who.CONTROLLERS).toJson()),
                    "nothing is claimed");
            taken(UNCLAIMED, r -> r.with("policy", new Policy(Policy.Who.CONTROLLERS, Policy.Who.QUORUM).toJson()));
            taken(
                    ENCRYPT,
                    r -> r.with("policy", new Policy(Policy.Who.QUORUM, Policy.Who.QUORUM).toJson())
                            .with("controllers", List.of()));
        }

        @Test
        void aRingWithoutKeysIsKnownAsOne() {
            assertThat(ENCRYPT.last().body().hasEmptyRing()).isFalse();
            assertThat(OPERATOR.last().body().hasEmptyRing())
                    .as("the key is its operator's own")
                    .isTrue();
            assertThat(OPERATOR.sealing(TestRing.of(1)).then(H1).last().body().hasEmptyRing())
                    .isFalse();
        }

        @Test
        void anAuditorsDomainIsKnownAsOne() {
            assertThat(OPERATOR.last().body().isAuditors()).isFalse();
            assertThat(OPERATOR.then(H1, next -> next.controlledBy(List.of(CLIENT.may(Right.AUDIT))))
                            .last()
                            .body()
                            .isAuditors())
                    .isTrue();
            ClaimTerms approve = ClaimTerms.of(new byte[32], TestAuthority.NOW, Rights.of(Right.APPROVE));
            assertThat(DomainHistory.begin(Purpose.OPERATOR, H1, T1, first -> first.claim(Optional.of(approve)))
                            .last()
                            .body()
                            .isAuditors())
                    .isFalse();
            ClaimTerms audit = ClaimTerms.of(new byte[32], TestAuthority.NOW, Rights.of(Right.AUDIT));
            assertThat(DomainHistory.begin(Purpose.OPERATOR, H1, T1, first -> first.claim(Optional.of(audit)))
                            .last()
                            .body()
                            .isAuditors())
                    .isTrue();
        }
    }

    @Nested
    class Bounds {

        @Test
        void at256Controllers() {
            taken(ENCRYPT, r -> r.with("controllers", controllers(256, "c")));
            refused(ENCRYPT, r -> r.with("controllers", controllers(257, "c")), "it has at most 256 controllers");
        }

        @Test
        void at16PublicKeysEachOnce() {
            taken(SIGN, r -> r.with("publicKeys", keys(16)));
            refused(SIGN, r -> r.with("publicKeys", keys(17)), "it lists at most 16 public keys");
            refused(
                    SIGN,
                    r -> r.with("publicKeys", List.of(key(0).toJson(), key(0).toJson())),
                    "it lists each public key once");
        }

        @Test
        void at65536Revisions() {
            taken(ENCRYPT, r -> r.numbered(65_536, TestRing.of(1), HSMS));
            refused(ENCRYPT, r -> r.numbered(65_537, TestRing.of(1), HSMS), "revisions are counted from 1 to 65,536");
            refused(ENCRYPT, r -> r.numbered(0, TestRing.of(1), HSMS), "revisions are counted from 1 to 65,536");
        }

        @Test
        void sinceIsOneOfItsRevisions() {
            taken(SIGN, r -> r.with("since", 1));
            refused(SIGN, r -> r.with("since", 2), "it signs since one of its revisions");
            refused(SIGN, r -> r.with("since", 0), "it signs since one of its revisions");
        }

        @Test
        void at752KiBOfPayloadAndSuchADocumentIsRead() {
            // White space is payload too: bytes are kept as they came.
            int length = DomainBody.MAX_LENGTH;
            assertThat(length).isEqualTo(770_048);
            String largest = padded(length);
            Domain domain = Domain.parse(H1.signDomain(Bytes.utf8(largest)));
            assertThat(domain.toText().length()).isLessThanOrEqualTo(StrictJson.MAX_LENGTH);
            assertThat(Domain.parse(domain.toText()).payload().length()).isEqualTo(length);
            String tooLarge = H1.signDomain(Bytes.utf8(padded(length + 1)));
            assertThatThrownBy(() -> Domain.parse(tooLarge))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("at most 752 KiB");
        }

        private static String padded(int length) {
            String payload = new String(ENCRYPT.last().payload().toArray(), StandardCharsets.UTF_8);
            return payload.substring(0, payload.length() - 1) + " ".repeat(length - payload.length()) + "}";
        }

        /** 64 HSMs, 4,096 keys in the ring, 256 controllers with long names, 1,024 moves: every bound at once. */
        @Test
        void allAtOnceFit() {
            List<HsmKeys> hsms = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                hsms.add(new HsmKeys(
                        "h" + i, key(2 * i), H1.keys().encryption(), H1.keys().kem()));
            }
            List<Object> moves = new ArrayList<>();
            for (int i = 0; i < 1023; i++) {
                moves.add(Map.of(
                        "revision",
                        i == 0 ? 1 : 60_000 + i,
                        "trust",
                        Bytes.utf8("t" + i).thumbprint().value()));
            }
            moves.add(Map.of("revision", 65_536, "trust", T1.last().thumbprint().value()));
            Revision largest = Revision.of(ENCRYPT.last().body())
                    .with("name", "n".repeat(64))
                    .with("state", "disabled")
                    .with("disabledBy", ORDER.value())
                    .with("disabledSince", "2026-11-23T10:00:00Z")
                    .with("ordered", Integer.MAX_VALUE)
                    .with("ended", Integer.MAX_VALUE)
                    .with("moves", moves)
                    .with("controllers", controllers(256, "n".repeat(61)))
                    .numbered(65_536, TestRing.of(4096), hsms);
            Domain domain = largest.signedBy(H1);
            assertThat(domain.payload().length()).isLessThanOrEqualTo(DomainBody.MAX_LENGTH);
            assertThat(Domain.parse(domain.toText()).body()).isEqualTo(domain.body());
        }
    }
}
