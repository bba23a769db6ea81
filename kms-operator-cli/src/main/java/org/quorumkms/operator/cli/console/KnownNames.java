package org.quorumkms.operator.cli.console;

import java.util.List;
import java.util.stream.Stream;
import org.quorumkms.errors.KmsException;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.OrderRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What exists, to complete and to offer. Refreshed after each command; stale or empty does no harm. */
final class KnownNames {

    private static final Logger LOG = LoggerFactory.getLogger(KnownNames.class);

    private final OperatorContext context;
    private List<String> trusts = List.of();
    private List<String> hsms = List.of();
    private List<String> operators = List.of();
    private List<String> domains = List.of();
    private List<String> orders = List.of();

    KnownNames(OperatorContext context) {
        this.context = context;
    }

    /** Kinds of names. */
    enum Kind {
        TRUST,
        HSM,
        OPERATOR,
        DOMAIN,
        ORDER,
        NONE
    }

    void refresh() {
        try {
            Session session = context.connect(warning -> LOG.debug("{}", warning));
            trusts = session.trusts().shown().all().stream()
                    .map(trust -> Integer.toString(trust.body().id()))
                    .toList();
            hsms = session.hsms().all().stream().map(hsm -> hsm.keys().label()).toList();
            operators =
                    session.operators().all().stream().map(OperatorView::name).toList();
            domains = session.domains().some().stream()
                    .flatMap(domain ->
                            Stream.of(domain.body().name(), domain.body().id().value()))
                    .toList();
            orders = session.orders().all().stream()
                    .map(entry -> OrderRows.reference(entry.order()))
                    .toList();
        } catch (KmsException e) {
            // The command before this one has said why; names of before are still worth offering.
            LOG.debug("names are not refreshed: {}", e.getMessage());
        }
    }

    List<String> of(Kind kind) {
        return switch (kind) {
            case TRUST -> trusts;
            case HSM -> hsms;
            case OPERATOR -> operators;
            case DOMAIN -> domains;
            case ORDER -> orders;
            case NONE -> List.of();
        };
    }
}
