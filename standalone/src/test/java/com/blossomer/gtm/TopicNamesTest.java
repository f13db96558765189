package com.blossomer.gtm;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicNamesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void a_topic_name_is_written_in_one_place() throws IOException {
        List<String> names = new ArrayList<>(
                Topics.all().stream().map(topic -> "\"" + topic.name()).toList());
        names.add("\"" + Topics.DEAD_LETTERS);
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(TopicNamesTest::isOurCode).toList()) {
                String text = Files.readString(file);
                names.stream().filter(text::contains).forEach(name -> found.add(ROOT.relativize(file) + ": " + name));
            }
        }
        assertThat(found).isEmpty();
    }

    private static boolean isOurCode(Path file) {
        String path = file.toString();
        return path.endsWith(".java")
                && path.contains("/src/main/java/")
                && !path.endsWith("/topics/Topics.java")
                && !path.contains("/target/");
    }
}
