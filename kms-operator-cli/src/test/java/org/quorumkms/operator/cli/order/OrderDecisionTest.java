package org.quorumkms.operator.cli.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.T1;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quorumkms.cli.Programs;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.order.Decision;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import picocli.CommandLine;

/** What the words of an order command decide about a Domain as it is. */
class OrderDecisionTest {

    private static final TestController CLIENT = TestController.number(1);
    private static final TestController OTHER = TestController.number(2);
    private static final Thumbprint ORDER = T1.last().thumbprint();
    private static final DomainHistory PAYROLL = DomainHistory.begin(
            Purpose.ENCRYPT, H1, T1, says -> says.controlledBy(List.of(CLIENT.may(Right.ENCRYPT, Right.SHARE))));
    private static final DomainBody ENABLED = PAYROLL.last().body();
    private static final DomainBody DISABLED = PAYROLL.then(
                    H1,
                    says -> says.in(
                            DomainState.DISABLED, Optional.of(new DomainBody.Disabling(ORDER, TestAuthority.NOW))))
            .last()
            .body();

    private static Decision decided(OrderCreateCommand command, DomainBody domain, String... words) {
        CommandLine program = new CommandLine(command);
        program.parseArgs(Programs.parametersLast(program, words));
        return command.decision(domain);
    }

    private static Decision admitted(String... words) {
        return decided(new OrderControllerCommand.Admit(null), ENABLED, words);
    }

    private static Decision granted(String... words) {
        return decided(new OrderControllerCommand.Grant(null), ENABLED, words);
    }

    private static Controller named(String name, Right... may) {
        return new Controller(OTHER.key(), name, Rights.of(may));
    }

    @Test
    void admitsToDecryptAndEncrypt_whereNothingIsSaid_andWhereADomainSigns_toSign() {
        assertThat(admitted("payroll", OTHER.key().value(), "--name", "backup-7"))
                .isEqualTo(new Decision.Admit(named("backup-7", Right.DECRYPT, Right.ENCRYPT)));
        DomainBody signs =
                DomainHistory.begin(Purpose.SIGN, H1, T1, says -> says).last().body();
        assertThat(decided(
                        new OrderControllerCommand.Admit(null),
                        signs,
                        "releases",
                        OTHER.key().value(),
                        "--name",
                        "ci"))
                .isEqualTo(new Decision.Admit(named("ci", Right.SIGN)));
    }

    @Test
    void takesTheRightsThatAreSaid_inAnyOrder_andThoseOfThePurposeOnly() {
        assertThat(admitted("payroll", OTHER.key().value(), "--name", "b", "--may", "share,encrypt"))
                .isEqualTo(new Decision.Admit(named("b", Right.ENCRYPT, Right.SHARE)));
        for (String wrong : List.of("sign", "approve", "everything", "", "encrypt,,share")) {
            assertThatThrownBy(() -> admitted("payroll", OTHER.key().value(), "--name", "b", "--may", wrong))
                    .isInstanceOf(UsageException.class);
        }
    }

    @Test
    void needsANameForAKeyThatIsNoController_andTakesTheOneThatAControllerHas() {
        assertThatThrownBy(() -> admitted("payroll", OTHER.key().value()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--name");
        assertThat(admitted("payroll", CLIENT.key().value(), "--may", "decrypt"))
                .isEqualTo(new Decision.Admit(CLIENT.may(Right.DECRYPT)));
    }

    @Test
    void takesAControllerOut_underTheNameThatItHas_andNobodyElse() {
        assertThat(admitted("payroll", CLIENT.key().value(), "--may", "none"))
                .isEqualTo(new Decision.Admit(CLIENT.may(Rights.NONE)));
        assertThatThrownBy(() -> admitted("payroll", OTHER.key().value(), "--name", "b", "--may", "none"))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void grantsAllRights_whereNothingIsSaid_andNeverWithoutShare() {
        assertThat(granted("payroll", OTHER.key().value(), "--name", "b"))
                .isEqualTo(new Decision.Grant(named("b", Right.DECRYPT, Right.ENCRYPT, Right.SHARE)));
        for (String wrong : List.of("encrypt", "none")) {
            assertThatThrownBy(() -> granted("payroll", OTHER.key().value(), "--name", "b", "--may", wrong))
                    .isInstanceOf(UsageException.class);
        }
    }

    @Test
    void namesAKeyByTheWholeThumbprint() {
        assertThatThrownBy(() -> granted("payroll", "short", "--name", "b"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("43 characters");
    }

    @Test
    void enablesAndDeletes_whatTheOrderDisabledThatItNames() {
        assertThat(decided(new OrderCreateCommand.Enable(null), DISABLED, "payroll"))
                .isEqualTo(new Decision.Enable(ORDER));
        assertThat(decided(new OrderCreateCommand.Delete(null), DISABLED, "payroll"))
                .isEqualTo(new Decision.Delete(ORDER));
        assertThatThrownBy(() -> decided(new OrderCreateCommand.Enable(null), ENABLED, "payroll"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not disabled");
    }
}
