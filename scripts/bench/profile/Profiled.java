import java.util.Arrays;
import one.profiler.AsyncProfiler;

/**
 * Runs a program under async-profiler, which is loaded from inside: our programs refuse to start with an agent. Arguments:
 * the profiler's library, the file of stacks to write at the end, the program's class, and its arguments.
 */
final class Profiled {

    private Profiled() {}

    public static void main(String[] args) throws Exception {
        AsyncProfiler profiler = AsyncProfiler.getInstance(args[0]);
        profiler.execute("start,event=itimer,interval=500us");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                profiler.execute("stop,collapsed,file=" + args[1]);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }));
        Class.forName(args[2])
                .getMethod("main", String[].class)
                .invoke(null, (Object) Arrays.copyOfRange(args, 3, args.length));
    }
}
