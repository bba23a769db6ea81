package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/library.md, with the packaged artifact and what comes with it alone. */
class LibraryPageIT {

    private static final Path LIBRARY = Kms.ROOT.resolve("kms-client-cli/library/target");
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(import .*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private static String classpath() throws Exception {
        return LIBRARY.resolve("kms-client-0.1.0.jar")
                + File.pathSeparator
                + Files.readString(LIBRARY.resolve("runtime-classpath.txt")).strip();
    }

    @Test
    void theExampleCompilesAndRuns() throws Exception {
        FoundedSystem system = new FoundedSystem(folder);
        try {
            Matcher example = EXAMPLE.matcher(Files.readString(Kms.ROOT.resolve("docs/library.md")));
            assertThat(example.find()).isTrue();
            Path source = Files.writeString(folder.resolve("Example.java"), example.group(1));
            int compiled = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-cp", classpath(), "-d", folder.toString(), source.toString());
            assertThat(compiled).isZero();
            Kms.Result ran = system.kms()
                    .shell("java -cp '" + folder + File.pathSeparator + classpath() + "' Example '"
                            + folder.resolve("client") + "'")
                    .ok();
            // SLF4J says on standard error that the program brought no back end.
            assertThat(ran.out()).isEqualTo("1,200 a month\n");
        } finally {
            system.stop();
        }
    }

    /** What a program gets with the library: no console, no progress bar, no logging back end, and nobody's logback.xml. */
    @Test
    void theLibraryBringsNoProgram() throws Exception {
        assertThat(Arrays.stream(classpath().split(File.pathSeparator))
                        .map(jar -> Path.of(jar).getFileName().toString()))
                .hasSizeLessThanOrEqualTo(12)
                .noneMatch(jar -> jar.matches("(picocli|jline|progressbar|logback|core-3).*"));
        for (String module : new String[] {"kms-client-cli/library", "kms-common", "kms-server", "kms-operator-cli"}) {
            String name = module.equals("kms-client-cli/library") ? "kms-client" : module;
            try (java.util.jar.JarFile jar = new java.util.jar.JarFile(Kms.ROOT
                    .resolve(module)
                    .resolve("target/" + name + "-0.1.0.jar")
                    .toFile())) {
                assertThat(jar.getEntry("logback.xml")).as(name).isNull();
            }
        }
    }
}
