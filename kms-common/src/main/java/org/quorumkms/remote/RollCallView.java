package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.signed.Bounded;

/**
 * A roll call, with the answers that there are.
 *
 * @param call its id
 * @param asked when it was made: seconds since 1970
 * @param answers JWS by operators' approval keys ({@code RollCallAnswer}): whoever shows them verifies them
 */
public record RollCallView(CallId call, long asked, List<String> answers) implements Serializable {

    /** The most answers: a Trust names at most 64 operators, and there may be some lines. */
    static final int ANSWERS = 1_024;

    private static final long LAST_SECOND = 253_402_300_799L;

    /** Copies the list. */
    public RollCallView {
        Objects.requireNonNull(call);
        if (asked < 0 || asked > LAST_SECOND) {
            throw new IllegalArgumentException("a roll call should be of a year before 10000");
        }
        answers = Bounded.list(answers, String.class, ANSWERS);
        answers.forEach(answer -> Bounded.text(answer, Sizes.REQUEST));
    }
}
