package org.quorumkms.bench;

import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.home.Home;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.net.WireFilters;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.PinSummary;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.signed.Bytes;

/**
 * Calls per second and their latencies, the targets in turn in each round. Arguments: a client's home, rounds, seconds of
 * each measurement, and targets: NAME=create:HOST:PORT, NAME=open:HOST:PORT, or NAME=post:URL:FILE with a JSON body.
 * With create@DOMAIN and open@DOMAIN it is that Domain of the home, not its first.
 * Prints a line of JSON for each measurement; the first round only warms up. The system property {@code callers} says how
 * many call at the same time.
 */
final class KeysBench {

    private static final int[] CALLERS = Arrays.stream(
                    System.getProperty("callers", "1,8,56").split(","))
            .mapToInt(Integer::parseInt)
            .toArray();

    private KeysBench() {}

    private interface Target {
        void call() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        WireFilters.installForResults();
        int rounds = Integer.parseInt(args[1]);
        Duration length = Duration.ofSeconds(Integer.parseInt(args[2]));
        Map<String, ServicePool<ClientService>> pools = new HashMap<>();
        Map<String, Target> targets = new LinkedHashMap<>();
        for (String target : Arrays.asList(args).subList(3, args.length)) {
            String[] parts = target.split("[=:]", 3);
            targets.put(parts[0], parts[1].equals("post") ? post(parts[2]) : rmi(pools, args[0], parts[1], parts[2]));
        }
        ExecutorService threads = Executors.newFixedThreadPool(56);
        for (int round = 0; round <= rounds; round++) {
            for (int callers : CALLERS) {
                for (Map.Entry<String, Target> target : targets.entrySet()) {
                    long[] nanos = measured(threads, callers, length, target.getValue());
                    if (round > 0) {
                        print(target.getKey(), callers, length, nanos);
                    }
                }
            }
        }
        threads.shutdown();
    }

    private static Target rmi(
            Map<String, ServicePool<ClientService>> pools, String homeFolder, String what, String address) {
        Home home = Home.open(Path.of(homeFolder));
        PinSummary pins = new PinFile(home).summary();
        ConnectionKey key = ConnectionKey.of(home, Clock.systemUTC(), new SecureRandom());
        AcceptedServers servers = new AcceptedServers(pins.vouching(), Set.of());
        // One pool for each server: the server counts the connections of a key, idle ones too.
        ServicePool<ClientService> pool = pools.computeIfAbsent(address, at -> pool(key, servers, Address.parse(at)));
        ServicePool<ClientService> ours =
                pools.computeIfAbsent(pins.servers().get(0).toString(), at -> pool(key, servers, Address.parse(at)));
        String[] whatAndDomain = what.split("@", 2);
        SeenDomain domain = pins.domains().stream()
                .filter(one -> whatAndDomain.length == 1 || one.name().equals(whatAndDomain[1]))
                .findFirst()
                .orElseThrow()
                .seen();
        Bytes context = EncryptionContext.EMPTY.encoded();
        if (whatAndDomain[0].equals("create")) {
            return () -> pool.call(service -> service.createDataKey(domain, context));
        }
        SealedDataKey made = ours.call(service -> service.createDataKey(domain, context));
        return () -> pool.call(service -> service.openDataKey(domain, made.sealed(), context));
    }

    private static ServicePool<ClientService> pool(ConnectionKey key, AcceptedServers servers, Address address) {
        return new ServicePool<>(
                new Dialer(key, () -> servers, Clock.systemUTC()),
                List.of(address),
                ClientService.class,
                ClientService.NAME);
    }

    private static Target post(String urlAndFile) throws Exception {
        int cut = urlAndFile.lastIndexOf(':');
        URL url = URI.create(urlAndFile.substring(0, cut)).toURL();
        byte[] body = Files.readAllBytes(Path.of(urlAndFile.substring(cut + 1)));
        // As Hadoop's own client: a connection of its own for each caller, kept alive.
        System.setProperty("http.maxConnections", "64");
        return () -> {
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.getOutputStream().write(body);
            if (connection.getResponseCode() != 200) {
                throw new IllegalStateException("HTTP " + connection.getResponseCode());
            }
            try (InputStream answer = connection.getInputStream()) {
                answer.readAllBytes();
            }
        };
    }

    private static long[] measured(ExecutorService threads, int callers, Duration length, Target target)
            throws Exception {
        long end = System.nanoTime() + length.toNanos();
        Callable<long[]> caller = () -> {
            long[] nanos = new long[1024];
            int count = 0;
            for (long begin = System.nanoTime(); begin < end; ) {
                target.call();
                long done = System.nanoTime();
                if (count == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * count);
                }
                nanos[count++] = done - begin;
                begin = done;
            }
            return Arrays.copyOf(nanos, count);
        };
        List<Future<long[]>> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            all.add(threads.submit(caller));
        }
        LongStream nanos = LongStream.empty();
        for (Future<long[]> one : all) {
            nanos = LongStream.concat(nanos, Arrays.stream(one.get()));
        }
        return nanos.sorted().toArray();
    }

    private static void print(String name, int callers, Duration length, long[] nanos) {
        System.out.printf(
                Locale.ROOT,
                "{\"target\": \"%s\", \"callers\": %d, \"perSecond\": %.1f, \"p50\": %.1f, \"p99\": %.1f, \"p999\": %.1f}%n",
                name,
                callers,
                nanos.length / (double) length.toSeconds(),
                micros(nanos, 0.5),
                micros(nanos, 0.99),
                micros(nanos, 0.999));
    }

    private static double micros(long[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (part * sorted.length))] / 1e3;
    }
}
