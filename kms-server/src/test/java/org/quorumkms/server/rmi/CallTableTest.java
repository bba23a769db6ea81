package org.quorumkms.server.rmi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.Remote;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.server.manager.Call;
import org.quorumkms.server.manager.Who.Caller;

/** The table of who may call what: complete, and printed in docs/security.md. */
class CallTableTest {

    private static final Map<String, Class<? extends Remote>> SERVICES = Map.of(
            "claim", ClaimService.class,
            "client", ClientService.class,
            "operator", OperatorService.class,
            "handover", HandOverService.class);

    @Test
    void eachMethodOfEachRemoteInterfaceIsInTheTableOnce() {
        List<String> methods = SERVICES.entrySet().stream()
                .flatMap(service -> Arrays.stream(service.getValue().getMethods())
                        .map(method -> service.getKey() + "." + method.getName()))
                .toList();

        assertThat(Arrays.stream(Call.values()).map(Call::method)).containsExactlyInAnyOrderElementsOf(methods);
    }

    /** Where this fails, put what it expected there. */
    @Test
    void docsPrintTheTable() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("project.root", ".."), "docs", "security.md"));

        assertThat(page).contains(table());
    }

    private static String table() {
        String head = Arrays.stream(Caller.values()).map(Caller::text).collect(Collectors.joining(" | "));
        return "| method | " + head + " |\n" + "|---".repeat(1 + Caller.values().length) + "|\n"
                + Arrays.stream(Call.values())
                        .sorted(Comparator.comparing(Call::method))
                        .map(CallTableTest::row)
                        .collect(Collectors.joining());
    }

    private static String row(Call call) {
        return "| `" + call.method() + "` | "
                + Arrays.stream(Caller.values())
                        .map(caller -> call.who().includes(caller) ? "yes" : "no")
                        .collect(Collectors.joining(" | "))
                + " |\n";
    }
}
