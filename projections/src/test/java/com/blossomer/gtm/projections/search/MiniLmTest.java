package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real model. */
final class MiniLmTest {

    /** Not a temporary directory: a library that was loaded stays mapped. */
    private static final Path DIRECTORY = Path.of("target/search-model");

    private static final String LOADER = "model-loader";

    private static Embedder embedder = text -> Optional.empty();

    @BeforeAll
    static void load() throws InterruptedException {
        Thread loader = Thread.ofPlatform().name(LOADER).start(() -> {
            embedder = new MiniLm(TestSearch.settings(DIRECTORY)).load();
            embed("warm up");
        });
        loader.join();
    }

    @Test
    void texts_about_the_same_thing_are_near_each_other() {
        Embedding firewall = embed("A web application firewall that blocks attacks");
        Embedding security = embed("Protect your website from hackers and malicious traffic");
        Embedding payroll = embed("Run payroll and manage vacation days of your staff");

        assertThat(firewall.numbers()).hasSize(384);
        assertThat(firewall.likeness(firewall)).isBetween(0.999, 1.0);
        assertThat(firewall.likeness(security)).isGreaterThan(firewall.likeness(payroll) + 0.3);
    }

    @Test
    void a_text_without_a_word_has_no_vector() {
        assertThat(embedder.embed(" \n")).isEmpty();
        assertThat(embedder.embed("\u200b")).isEmpty();
    }

    @Test
    void text_of_any_script_or_length_has_one() {
        assertThat(embedder.embed("クラウドのセキュリティ 🚀 ".repeat(60))).isPresent();
        assertThat(embedder.embed("x".repeat(5_000))).isPresent();
    }

    /** Threads that native code starts bear the name of the one that started them; the loader itself has ended. */
    @Test
    void it_runs_on_the_thread_that_asks() throws IOException {
        Path threads = Path.of("/proc/self/task");
        assumeTrue(Files.isDirectory(threads), "not Linux");
        List<String> names = new ArrayList<>();
        try (Stream<Path> all = Files.list(threads)) {
            for (Path thread : all.toList()) {
                Path name = thread.resolve("comm");
                if (Files.exists(name)) {
                    names.add(Files.readString(name).strip());
                }
            }
        }

        assertThat(names).isNotEmpty().doesNotContain(LOADER);
    }

    @Test
    void its_libraries_stay_out_of_the_home_directory_and_ask_nobody_where_they_run() {
        assertThat(DIRECTORY.resolve("native")).isDirectory();
        assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
    }

    private static Embedding embed(String text) {
        return embedder.embed(text).orElseThrow();
    }
}
