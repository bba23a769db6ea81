package org.quorumkms.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestOperator;

/** Section 10: an operator's sign of life. */
class RollCallAnswerTest {

    private static final Thumbprint GENESIS = Bytes.utf8("genesis").thumbprint();
    private static final CallId CALL = CallId.random(new SecureRandom());
    private static final Instant NOW = TestAuthority.NOW;
    private static final TestOperator ALICE = TestOperator.number(0);
    private static final TestOperator BOB = TestOperator.number(1);
    private static final String TEXT = RollCallAnswer.sign(ALICE.signing(), GENESIS, CALL, NOW);

    @Test
    void isItsOperatorsAndNobodyElses() {
        RollCallAnswer answer = RollCallAnswer.verify(TEXT, ALICE.key().key());
        assertThat(answer)
                .isEqualTo(new RollCallAnswer(GENESIS, CALL, NOW, ALICE.key().thumbprint()));
        assertThat(RollCallAnswer.named(TEXT)).contains(ALICE.key().thumbprint());
        assertThat(RollCallAnswer.named("{}")).isEmpty();
        assertThatThrownBy(() -> RollCallAnswer.verify(TEXT, BOB.key().key()))
                .isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> RollCallAnswer.verify(
                        TEXT.replace("payload", "payl0ad"), ALICE.key().key()))
                .isInstanceOf(VerificationException.class);
    }

    @Test
    void countsForItsCallAndSystem_withinThirtyDays() {
        RollCallAnswer answer = RollCallAnswer.verify(TEXT, ALICE.key().key());
        assertThat(answer.counts(GENESIS, CALL, NOW)).isTrue();
        assertThat(answer.counts(GENESIS, CALL, NOW.minus(Duration.ofDays(30)))).isTrue();
        assertThat(answer.counts(GENESIS, CALL, NOW.minus(Duration.ofDays(30)).minusSeconds(1)))
                .isFalse();
        assertThat(answer.counts(GENESIS, CALL, NOW.plus(Duration.ofMinutes(5))))
                .isTrue();
        assertThat(answer.counts(GENESIS, CALL, NOW.plus(Duration.ofMinutes(6))))
                .isFalse();
        assertThat(answer.counts(Bytes.utf8("other").thumbprint(), CALL, NOW)).isFalse();
        assertThat(answer.counts(GENESIS, CallId.random(new SecureRandom()), NOW))
                .isFalse();
    }
}
