package com.blossomer.gtm.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SentBodyTest {

    private static final String TEXT = "what the page says: \u201cté\u201d ".repeat(2_000);

    @Test
    void hands_over_all_of_the_text_once_however_often_it_is_asked() {
        SentBody body = new SentBody(TEXT.getBytes(StandardCharsets.UTF_8));
        Connection connection = new Connection();

        body.subscribe(connection);
        assertThat(connection.received.size()).isZero();
        connection.ask();
        connection.ask();

        assertThat(connection.received.toString(StandardCharsets.UTF_8)).isEqualTo(TEXT);
        assertThat((long) connection.received.size()).isEqualTo(body.contentLength());
        assertThat(connection.completed).isEqualTo(1);
        assertThat(connection.error).isNull();
    }

    @Test
    void fails_where_it_would_be_sent_a_second_time() {
        SentBody body = new SentBody(TEXT.getBytes(StandardCharsets.UTF_8));
        Connection first = new Connection();
        body.subscribe(first);
        first.ask();
        Connection second = new Connection();

        body.subscribe(second);
        second.ask();

        assertThat(second.error).isInstanceOf(IOException.class);
        assertThat(second.completed).isZero();
    }

    @Test
    void sends_nothing_once_it_is_cancelled() {
        Connection connection = new Connection();
        new SentBody(TEXT.getBytes(StandardCharsets.UTF_8)).subscribe(connection);

        connection.cancel();
        connection.ask();

        assertThat(connection.received.size()).isZero();
        assertThat(connection.completed).isZero();
        assertThat(connection.error).isNull();
    }

    private static final class Connection implements Flow.Subscriber<ByteBuffer> {

        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        int completed;

        @Nullable
        Throwable error;

        private Flow.@Nullable Subscription subscription;

        void ask() {
            if (subscription != null) {
                subscription.request(1);
            }
        }

        void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onNext(ByteBuffer piece) {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            received.writeBytes(bytes);
        }

        @Override
        public void onError(Throwable throwable) {
            error = throwable;
        }

        @Override
        public void onComplete() {
            completed++;
        }
    }
}
