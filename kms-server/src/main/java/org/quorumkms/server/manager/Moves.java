package org.quorumkms.server.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;

/**
 * Moves of Domains along their line (D5). The HSM that signs must be able to open the Domain where it is, so it may take more
 * than one step.
 *
 * @param hsms who can take them
 */
record Moves(HsmPool hsms) {

    /** A move as far as one HSM can take it. */
    record Step(Hsm hsm, TrustChain line) {}

    /** What all steps make of a Domain, and where they end. */
    record Moved(List<Domain> steps, DomainInLine end) {}

    /** Finds the step that leads furthest toward a Trust. */
    Step step(DomainInLine domain, TrustChain target) {
        List<Trust> trusts = target.trusts();
        TrustBody from = domain.line().last().body();
        for (int i = trusts.size() - 1; i > 0 && !stands(domain, trusts.get(i).thumbprint()); i--) {
            Optional<Hsm> hsm = hsms.inBoth(from, trusts.get(i).body());
            if (hsm.isPresent()) {
                return new Step(hsm.get(), new TrustChain(trusts.subList(0, i + 1)));
            }
        }
        throw noHsm(from, target);
    }

    /** Takes as many steps as it needs. */
    Moved along(DomainInLine domain, TrustChain target) {
        List<Domain> steps = new ArrayList<>();
        DomainInLine at = domain;
        // Each step goes further along the line.
        for (int i = 0; i < TrustChain.MAX_LENGTH && !stands(at, target.last().thumbprint()); i++) {
            Step step = step(at, target);
            Domain moved = step.hsm().moveDomain(at, at.domain().seen(), step.line(), Optional.empty());
            steps.add(moved);
            at = new DomainInLine(moved, step.line());
        }
        return new Moved(steps, at);
    }

    private static boolean stands(DomainInLine domain, Thumbprint trust) {
        return domain.domain().body().trust().equals(trust);
    }

    /** Finds an HSM that takes a Domain from one Trust to another in one step. */
    Hsm inBoth(TrustBody from, TrustChain target) {
        return hsms.inBoth(from, target.last().body()).orElseThrow(() -> noHsm(from, target));
    }

    private static ElsewhereException noHsm(TrustBody from, TrustChain target) {
        return new ElsewhereException("No HSM of this server is in Trust " + from.id() + " and in Trust "
                + target.last().body().id() + " (or one between them), so it cannot move what stands there."
                + " Call the server that holds one, or move to a Trust between them first.");
    }
}
