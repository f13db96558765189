package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.standalone.ChildJvm;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service with a wrong setting does not start, and says in one line which one it is. */
class WrongSettingsTest {

    @ParameterizedTest(name = "{1}={2}")
    @CsvSource(delimiter = '|', textBlock = """
                    LLM_WORKERS   | BLOSSOMER_TYPO             | 1     | Unknown environment variable BLOSSOMER_TYPO
                    LLM_WORKERS   | BLOSSOMER_PROVIDERS_GROQ_API_KEY | k | BLOSSOMER_PROVIDERS_GROQ_API_KEY is set, but BLOSSOMER_PROVIDERS_GROQ_BASE_URL is not
                    SITE_PIPELINE | BLOSSOMER_PIPELINE_THREADS | many  | BLOSSOMER_PIPELINE_THREADS must be a whole number, not 'many'
                    SITE_PIPELINE | BLOSSOMER_PIPELINE_THREADS | 0     | blossomer.pipeline.threads must be at least 1, not 0
                    INGRESS       | BLOSSOMER_PORT             | https | BLOSSOMER_PORT must be a whole number, not 'https'
                    PROJECTIONS   | DATABASE_URL               | ''    | DATABASE_URL is not set
                    PROJECTIONS   | DATABASE_URL               | here  | DATABASE_URL is no database's address
                    """)
    void it_ends_with_one_clear_line(
            Service service, String variable, String value, String message, @TempDir Path directory) throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));
        variables.put(variable, value);
        try (ChildJvm child = service.start(variables, directory.resolve("log"))) {
            boolean ended = child.process().waitFor(30, TimeUnit.SECONDS);
            assertThat(ended).as(child.output()).isTrue();
            assertThat(child.process().exitValue()).as(child.output()).isEqualTo(1);
            List<String> lines = child.output().lines().toList();
            assertThat(lines).hasSize(1);
            assertThat(lines.getFirst())
                    .contains("could not start: " + message)
                    .contains("\"level\":\"ERROR\"")
                    .doesNotContain("stack_trace");
        }
    }
}
