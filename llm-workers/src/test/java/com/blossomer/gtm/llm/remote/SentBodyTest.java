package com.blossomer.gtm.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SentBodyTest {

    private static final String TEXT = "what the page says: \u201ct\u00e9\u201d ".repeat(2_000);

    private final SentBody body =
            new SentBody(List.of(TEXT.getBytes(StandardCharsets.UTF_8), "the end".getBytes(StandardCharsets.UTF_8)));

    @Test
    void writes_all_of_its_parts() throws IOException {
        ByteArrayOutputStream connection = new ByteArrayOutputStream();

        body.writeTo(connection);

        assertThat(connection.toString(StandardCharsets.UTF_8)).isEqualTo(TEXT + "the end");
        assertThat((long) connection.size()).isEqualTo(body.getContentLength());
    }

    @Test
    void is_not_sent_a_second_time() throws IOException {
        body.writeTo(new ByteArrayOutputStream());
        ByteArrayOutputStream second = new ByteArrayOutputStream();

        assertThatIOException().isThrownBy(() -> body.writeTo(second));

        assertThat(second.size()).isZero();
        assertThat(body.isRepeatable()).isFalse();
    }
}
