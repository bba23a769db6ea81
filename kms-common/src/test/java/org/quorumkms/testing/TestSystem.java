package org.quorumkms.testing;

import java.util.List;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustChain;

/**
 * A line of Trusts as histories of Domains need it: h1 and h2 founded the system, and are in the Trust of 2 of 3 operators that
 * follows; its successor drops h1 and takes h3 in.
 */
public final class TestSystem {

    /** The HSM that is dropped. */
    public static final TestHsm H1 = TestHsm.number(1);

    /** The HSM that stays. */
    public static final TestHsm H2 = TestHsm.number(2);

    /** The HSM that comes. */
    public static final TestHsm H3 = TestHsm.number(3);

    /** Alice, bob and carol. */
    public static final List<TestOperator> OPERATORS = TestOperator.first(3);

    private static final Proposal BEGINNING = TestAuthority.genesis(H1, H2).signedBy(H1, H2);
    private static final Proposal FOUNDED = TestAuthority.branch(
                    2, BEGINNING.thumbprint(), List.of(H1, H2), OPERATORS, 2)
            .approvedBy(OPERATORS.get(0), OPERATORS.get(1))
            .signedBy(H1);

    /** The line of genesis. */
    public static final TrustChain GENESIS = TestAuthority.chain(BEGINNING);

    /** The line to the founding Trust: h1, h2. */
    public static final TrustChain T1 = TestAuthority.chain(BEGINNING, FOUNDED);

    /** The line to its successor: h2, h3. */
    public static final TrustChain T2 = successor(T1, List.of(H2, H3), OPERATORS, 2);

    private TestSystem() {}

    /** Returns the thumbprint of genesis. */
    public static Thumbprint genesis() {
        return GENESIS.last().thumbprint();
    }

    /** Makes a successor of the last Trust of a line, approved by alice and bob and signed by h2. */
    public static TrustChain successor(TrustChain line, List<TestHsm> hsms, List<TestOperator> operators, int quorum) {
        return next(line, "successor", hsms, operators, quorum);
    }

    /** Makes a branch of the last Trust of a line, approved by alice and bob and signed by h2. */
    public static TrustChain branch(TrustChain line, List<TestHsm> hsms, List<TestOperator> operators, int quorum) {
        return next(line, "branch", hsms, operators, quorum);
    }

    private static TrustChain next(
            TrustChain line, String kind, List<TestHsm> hsms, List<TestOperator> operators, int quorum) {
        return line.then(
                TestAuthority.branch(line.trusts().size() + 1, line.last().thumbprint(), hsms, operators, quorum)
                        .with("kind", kind)
                        .approvedBy(OPERATORS.get(0), OPERATORS.get(1))
                        .signedBy(H2)
                        .trust());
    }
}
