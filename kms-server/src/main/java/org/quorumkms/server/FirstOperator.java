package org.quorumkms.server;

import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quorumkms.cli.InvitationText;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.party.Identity;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;

/**
 * A first operator as it is named at the founding.
 *
 * @param name for people
 * @param identity who it is, if its key is known
 */
record FirstOperator(String name, Optional<Identity> identity) {

    /**
     * Reads {@code NAME} or {@code NAME=IDENTITY}, where the identity is a word or a file.
     *
     * @throws RefusedException if the identity says another name
     */
    static FirstOperator typed(String typed) {
        int at = typed.indexOf('=');
        if (at < 0) {
            return new FirstOperator(Name.typed(typed), Optional.empty());
        }
        String name = Name.typed(typed.substring(0, at));
        Identity identity = Identity.parse(InvitationText.read(typed.substring(at + 1), InputStream.nullInputStream()));
        if (!identity.name().equals(name)) {
            throw new RefusedException("The identity given for " + name + " is " + identity.name()
                    + "'s. Name each operator as its identity does.");
        }
        return new FirstOperator(name, Optional.of(identity));
    }

    /** Requires that no two have one name or one key. */
    static void requireDifferent(List<FirstOperator> operators) {
        Set<String> names = new HashSet<>();
        Set<Thumbprint> keys = new HashSet<>();
        for (FirstOperator operator : operators) {
            if (!names.add(operator.name())) {
                throw new UsageException("Two operators have the same name. Give each its own.");
            }
            if (operator.identity()
                    .filter(one -> !keys.add(one.key().thumbprint()))
                    .isPresent()) {
                throw new UsageException("Two operators have the same key. Each has a home of its own.");
            }
        }
    }
}
