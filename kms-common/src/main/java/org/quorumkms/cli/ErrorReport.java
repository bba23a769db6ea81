package org.quorumkms.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what happened and what to do, in one or two lines, and gives the exit code (commands.md). */
public final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

    /** Characters of a message: sixteen lines of a terminal, where ours have two. */
    private static final int LONGEST = 1_280;

    /** The first sentence says what happened, the others what to do. */
    private static final Pattern SENTENCES = Pattern.compile("(?<what>.+?[.!?]) (?<do>\\p{Lu}.*)", Pattern.DOTALL);

    private final CommonOptions options;

    /** Takes the options, for {@code --debug}. */
    public ErrorReport(CommonOptions options) {
        this.options = options;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        String sentence = sentence(failure);
        err.println(options.json() ? json(exitCode(failure), sentence) : program(commandLine) + ": " + sentence);
        if (options.debug()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return exitCode(failure);
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine commandLine = failure.getCommandLine();
        PrintWriter err = commandLine.getErr();
        if (wantsJson(args)) {
            err.println(json(
                    ExitCode.USAGE.code(),
                    withoutSecrets(plain(String.valueOf(failure.getMessage()))).replaceAll("\\.$", "") + ". See "
                            + commandLine.getCommandSpec().qualifiedName() + " --help."));
            err.flush();
            return ExitCode.USAGE.code();
        }
        err.println(program(commandLine) + ": " + withoutSecrets(plain(String.valueOf(failure.getMessage()))));
        if (Arrays.stream(args).anyMatch(ErrorReport::mayBeThumbprint)) {
            err.println("If that is the beginning of a thumbprint, put -- before it.");
        }
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("Try: " + commandLine.getCommandSpec().qualifiedName() + " --help");
        }
        err.flush();
        return ExitCode.USAGE.code();
    }

    /** Whether JSON was asked for, in words that could not be read. */
    private static boolean wantsJson(String... words) {
        List<String> all = Arrays.asList(words);
        int at = all.indexOf("--output");
        return all.contains("--output=json")
                || (at >= 0 && at + 1 < all.size() && all.get(at + 1).equals("json"));
    }

    /** One line: what happened, and what to do, if the message says that. */
    private static String json(int exit, String sentence) {
        Matcher parts = SENTENCES.matcher(sentence);
        boolean both = parts.matches();
        Map<String, @Nullable Object> error = Json.object();
        error.put("exit", exit);
        error.put("what", both ? parts.group("what") : sentence);
        error.put("do", both ? parts.group("do") : null);
        Map<String, @Nullable Object> json = Json.object();
        json.put("error", error);
        return Json.write(json);
    }

    /** What was typed stands in some messages, and may be an invitation. */
    private static String withoutSecrets(String message) {
        return message.replaceAll("kms1\\.[A-Za-z0-9_-]+", "kms1.…");
    }

    private static boolean mayBeThumbprint(String argument) {
        return argument.matches("-[A-Za-z0-9_][A-Za-z0-9_-]{6,41}");
    }

    /** Returns words, a server's too, of which a person sees all, and no more than a screen of them. */
    public static String plain(String message) {
        String shown = Shown.text(message);
        return shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown;
    }

    /** Returns what is said of a failure: for a program that goes on with the next file. */
    public static String sentence(Throwable failure) {
        return plain(message(failure));
    }

    static String message(Throwable failure) {
        if (failure instanceof KmsException known) {
            return String.valueOf(known.getMessage());
        }
        if (failure instanceof IOException io) {
            return "Reading or writing failed: " + Home.reason(io) + ".";
        }
        if (failure instanceof UncheckedIOException io && io.getCause() != null) {
            return message(io.getCause());
        }
        if (failure instanceof OutOfMemoryError) {
            return "There is not enough memory. Give the program more.";
        }
        return "Something went wrong that should not (" + failure.getClass().getSimpleName()
                + "). Run it again with --debug and report what it prints.";
    }

    static int exitCode(Throwable failure) {
        return failure instanceof KmsException known ? known.exitCode().code() : ExitCode.REFUSED.code();
    }

    private static String program(CommandLine commandLine) {
        CommandLine top = commandLine;
        while (top.getParent() != null) {
            top = top.getParent();
        }
        return top.getCommandName();
    }
}
