package org.quorumkms.testing;

import java.util.List;
import java.util.stream.IntStream;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.trust.OperatorKey;

/** An operator that approves whatever a test wants. */
public record TestOperator(OperatorKey key, SigningKey signing) {

    private static final List<String> NAMES =
            List.of("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan");

    /** Returns the operator with a number, from 0 to 8: the keys 0 to 8 of the pool. */
    public static TestOperator number(int number) {
        SigningKey signing = SigningKey.ofRsa(TestKeys.rsa(number));
        return new TestOperator(new OperatorKey(NAMES.get(number), (RsaJwk) signing.publicKey()), signing);
    }

    /** Returns the first operators. */
    public static List<TestOperator> first(int count) {
        return IntStream.range(0, count).mapToObj(TestOperator::number).toList();
    }
}
