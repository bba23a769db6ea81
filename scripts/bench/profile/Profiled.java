import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import one.profiler.AsyncProfiler;

/**
 * Runs a program under async-profiler, which is loaded from inside: our programs refuse to start with an agent. Arguments:
 * the profiler's library, the file of stacks to write at the end (or when
 * a file of that name and .wanted appears), the program's class, and its arguments.
 */
final class Profiled {

    private Profiled() {}

    public static void main(String[] args) throws Exception {
        AsyncProfiler profiler = AsyncProfiler.getInstance(args[0]);
        profiler.execute("start,event=itimer,interval=500us");
        Path stacks = Path.of(args[1]);
        Path wanted = Path.of(args[1] + ".wanted");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> write(profiler, stacks)));
        // A server ends without waiting for our hook: its stacks are written when a file asks for them.
        Thread watching = new Thread(() -> {
            while (!Files.exists(wanted)) {
                LockSupport.parkNanos(50_000_000);
            }
            write(profiler, stacks);
        });
        watching.setDaemon(true);
        watching.start();
        Class.forName(args[2])
                .getMethod("main", String[].class)
                .invoke(null, (Object) Arrays.copyOfRange(args, 3, args.length));
    }

    private static synchronized void write(AsyncProfiler profiler, Path stacks) {
        if (Files.exists(stacks)) {
            return;
        }
        try {
            Path part = Path.of(stacks + ".part");
            profiler.execute("stop,collapsed,file=" + part);
            Files.move(part, stacks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
