package org.quorumkms.server.monitoring;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.server.rmi.CallObserver;
import org.quorumkms.server.store.Store;

/**
 * What is counted and timed, in OpenMetrics (version 1.0.0). Names follow Prometheus's rules: base units, {@code _total} for what only
 * rises. Labels have few values: methods, results, labels of HSMs; never a caller, a Domain, or a name that somebody chose for one.
 */
public final class Metrics implements CallObserver {

    /** What {@link #text} is. */
    public static final String CONTENT_TYPE = OpenMetricsTextFormatWriter.CONTENT_TYPE;

    private static final double[] SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    /** Methods of an HSM that only say what it is. */
    private static final Set<String> NO_OPERATION =
            Set.of("keys", "genesis", "away", "statement", "certificate", "toString", "hashCode");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter calls;
    private final Histogram callSeconds;
    private final Counter refusals;
    private final Counter hsmOperations;
    private final Histogram hsmSeconds;
    private final Counter transactions;
    private final Histogram transactionSeconds;

    /** Begins to count, and says which version does. */
    public Metrics(String version) {
        calls = Counter.builder()
                .name("quorum_kms_calls_total")
                .help("Calls that were answered, by method and result.")
                .labelNames("service", "method", "result")
                .register(registry);
        callSeconds = seconds("quorum_kms_call_duration_seconds", "How long answered calls took.", "service", "method");
        refusals = Counter.builder()
                .name("quorum_kms_refusals_total")
                .help(
                        "Calls that were not done, by why: refused, not_verified, try_again, elsewhere, moved, behind, closed, failed.")
                .labelNames("reason")
                .register(registry);
        hsmOperations = Counter.builder()
                .name("quorum_kms_hsm_operations_total")
                .help("Operations of this server's HSMs, by HSM, operation and result.")
                .labelNames("hsm", "operation", "result")
                .register(registry);
        hsmSeconds =
                seconds("quorum_kms_hsm_operation_duration_seconds", "How long operations of HSMs took.", "operation");
        transactions = Counter.builder()
                .name("quorum_kms_store_transactions_total")
                .help("Transactions of the store, by kind (read, write) and result.")
                .labelNames("kind", "result")
                .register(registry);
        transactionSeconds = seconds(
                "quorum_kms_store_transaction_duration_seconds",
                "How long transactions took, with their repetitions.",
                "kind");
        Info.builder()
                .name("quorum_kms_build_info")
                .help("The version that serves.")
                .labelNames("version")
                .register(registry)
                .setLabelValues(version);
        JvmMetrics.builder().register(registry);
    }

    private Histogram seconds(String name, String help, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .unit(Unit.SECONDS)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .labelNames(labels)
                .register(registry);
    }

    /** Adds what is looked up when it is read. */
    void gauge(String name, String help, DoubleSupplier value) {
        gauges(name, help, callback -> callback.call(value.getAsDouble()));
    }

    /** Adds what is looked up when it is read, for each value of a label; or for none, and then it is not there. */
    void gauges(String name, String help, Consumer<GaugeWithCallback.Callback> values, String... labels) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(values)
                .register(registry);
    }

    @Override
    public void answered(String service, String method, @Nullable Throwable failure, long nanos) {
        String result = Results.of(failure);
        String of = service.replace("Service", "").toLowerCase(Locale.ROOT);
        calls.labelValues(of, method, result).inc();
        callSeconds.labelValues(of, method).observe(Unit.nanosToSeconds(nanos));
        if (failure != null) {
            refusals.labelValues(result).inc();
        }
    }

    /** Returns an HSM that does what another does, and is counted. */
    public Hsm watched(Hsm hsm) {
        String label = hsm.keys().label();
        return Observed.of(Hsm.class, hsm, (method, failure, nanos) -> {
            if (!NO_OPERATION.contains(method)) {
                hsmOperations.labelValues(label, method, Results.of(failure)).inc();
                hsmSeconds.labelValues(method).observe(Unit.nanosToSeconds(nanos));
            }
        });
    }

    /** Returns a store that does what another does, and is counted. */
    public Store watched(Store store) {
        return Observed.of(Store.class, store, (method, failure, nanos) -> {
            if (!method.equals("close")) {
                String kind = method.equals("read") ? "read" : "write";
                transactions.labelValues(kind, Results.of(failure)).inc();
                transactionSeconds.labelValues(kind).observe(Unit.nanosToSeconds(nanos));
            }
        });
    }

    /** Returns all of it as it is now, in OpenMetrics' text format. */
    public byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            OpenMetricsTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
