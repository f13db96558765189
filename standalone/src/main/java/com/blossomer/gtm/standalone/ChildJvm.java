package com.blossomer.gtm.standalone;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A main class in a JVM of its own. Its output goes to a file. */
public final class ChildJvm implements AutoCloseable {

    /** As {@code blossomer.jvm.args} in the root pom, and the launcher. */
    private static final List<String> JVM_ARGUMENTS = List.of(
            "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=com.blossomer.gtm",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** What makes a short life cheap holds for a JVM's children, too: the tests'. */
    private static final List<String> INHERITED = ownFlags().stream()
            .filter(argument -> argument.startsWith("-XX:TieredStopAtLevel=")
                    || argument.equals("-XX:+UnlockDiagnosticVMOptions")
                    || argument.equals("-XX:-BytecodeVerificationRemote"))
            .toList();

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** The {@code -XX} flags that this JVM was started with, in their order. */
    public static List<String> ownFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:"))
                .toList();
    }

    /** Starts {@code main} with this JVM's class path. */
    public static ChildJvm start(
            Class<?> main, List<String> jvm, List<String> arguments, Map<String, String> environment, Path output)
            throws IOException {
        return start(System.getProperty("java.class.path"), main.getName(), jvm, arguments, environment, output);
    }

    /**
     * Starts {@code main}.
     *
     * @param environment added to this process's own
     * @param output where standard output and error go, together
     */
    public static ChildJvm start(
            String classPath,
            String main,
            List<String> jvm,
            List<String> arguments,
            Map<String, String> environment,
            Path output)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_ARGUMENTS);
        command.addAll(INHERITED);
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        File file = output.toFile();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file));
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start(), output);
    }

    public Process process() {
        return process;
    }

    /** What it has written so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "";
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to stop, and ends it when it has not within a minute. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(Duration.ofMinutes(1).toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
