import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs one test, wherever in its class it is nested: {@code RunTest CLASS METHOD}. Exit 1 if it fails, 2 if there is none. */
class RunTest {

    public static void main(String[] args) {
        PostDiscoveryFilter named = test -> FilterResult.includedIf(test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .filter(method -> method.getMethodName().equals(args[1]))
                .isPresent());
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(args[0]))
                                .filters(named)
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        for (TestExecutionSummary.Failure failure : summary.getFailures()) {
            String message = String.valueOf(failure.getException().getMessage()).strip();
            System.out.println(message.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("") + " ("
                    + failure.getTestIdentifier().getDisplayName() + ")");
        }
        if (summary.getTestsFoundCount() == 0) {
            System.out.println("There is no test " + args[1] + " in " + args[0] + ".");
            System.exit(2);
        }
        System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
    }
}
