package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.events.StageFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that break the protocol or never come to an end: a reason in bounded time, and few bytes taken. */
@Timeout(20)
final class HostileServerTest {

    private static final String HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
    private static final String CHUNKED = HTML + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String FILLER = "<p>" + "Acme moves pallets between warehouses overnight. ".repeat(10);
    private static final long GIGABYTE = 1L << 30;
    private static final int PATIENCE = 250;

    @Test
    void a_gigabyte_that_is_announced_is_not_read() throws Exception {
        try (RawServer server = new RawServer(line ->
                line.say(HTML + "Content-Length: " + GIGABYTE + "\r\n\r\n").sayForEver("<p>words".repeat(1_000)))) {
            assertThat(failure(server).getReason()).isEqualTo("too_large");
            assertThat(server.sent()).isLessThan(GIGABYTE / 50);
        }
    }

    @Test
    void a_gigabyte_that_is_not_announced_is_read_up_to_the_cap() throws Exception {
        try (RawServer server = new RawServer(line -> line.say(CHUNKED)
                .sayForEver("2000\r\n" + "<p>words ".repeat(911).substring(0, 8_192) + "\r\n"))) {
            assertThat(failure(server).getReason()).isEqualTo("too_large");
            assertThat(server.sent()).isLessThan(GIGABYTE / 50);
        }
    }

    @Test
    void a_bomb_in_a_bomb_is_unpacked_up_to_the_cap() throws Exception {
        byte[] bomb = gzip(gzip(new byte[40 << 20]));
        assertThat(bomb).hasSizeLessThan(10_000);
        try (RawServer server = new RawServer(
                line -> line.say(HTML + "Content-Encoding: gzip, gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n")
                        .say(bomb))) {
            assertThat(failure(server).getReason()).isEqualTo("too_large");
        }
    }

    @Test
    void encodings_nested_beyond_reason_are_refused() throws Exception {
        byte[] body = FILLER.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int i = 0; i < 60; i++) {
            body = gzip(body);
        }
        byte[] nested = body;
        try (RawServer server =
                new RawServer(line -> line.say(HTML + "Content-Encoding: " + "gzip, ".repeat(59) + "gzip\r\n\r\n")
                        .say(nested))) {
            assertThat(failure(server).getReason()).isEqualTo("unreachable");
        }
    }

    @Test
    void what_is_called_gzip_and_is_not_ends_with_a_reason() throws Exception {
        try (RawServer server = new RawServer(line -> line.say(HTML + "Content-Encoding: gzip\r\n\r\n" + FILLER))) {
            assertThat(failure(server).getReason()).isEqualTo("unreachable");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Filler: more and more\r\n", "X-Filler-without-end-"})
    void headers_without_end_are_given_up(String more) throws Exception {
        try (RawServer server = new RawServer(line -> line.say(HTML).sayForEver(more))) {
            StageFailure failure = failure(server);

            assertThat(failure.getReason()).isEqualTo("unreachable");
            assertThat(failure.getDetail()).contains("headers without end");
            assertThat(server.sent()).isLessThan(20 << 20);
        }
    }

    @Test
    void a_status_line_without_end_is_given_up() throws Exception {
        try (RawServer server = new RawServer(line -> line.sayForEver("HTTP/1.1 200 OK "))) {
            assertThat(failure(server).getReason()).isEqualTo("unreachable");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "HTTP/1.1 2", HTML + "X-Slow: ", HTML + "\r\n<p>", CHUNKED + "ffffff\r\n", CHUNKED + "f"})
    void whatever_drips_ends_at_the_deadline(String start) throws Exception {
        try (RawServer server = new RawServer(line -> line.say(start).drip())) {
            assertThat(impatient(server).getReason()).isIn("timeout", "unreachable");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", HTML + "\r\n<p>", HTML + "Content-Length: 500\r\n\r\n<p>"})
    void whatever_hangs_ends_at_the_deadline(String start) throws Exception {
        try (RawServer server = new RawServer(line -> line.say(start).hang())) {
            assertThat(impatient(server).getReason()).isEqualTo("timeout");
        }
    }

    @Test
    void a_deadline_that_passes_while_a_connection_is_made_is_a_timeout() throws Exception {
        Outside slow = new Outside(Outside.REAL.lookup(), proxy -> {
            LockSupport.parkNanos(Duration.ofMillis(2 * PATIENCE).toNanos());
            return Outside.REAL.sockets().create(proxy);
        });
        ContentSettings settings = Reading.settings(Duration.ofMillis(PATIENCE), "127.0.0.0/8");
        try (RawServer server = new RawServer(line -> line.say(HTML + "\r\n" + FILLER));
                ContentHandler handler = Reading.handler(settings, Reading.NO_ROBOTS, slow)) {
            assertThat(Reading.failure(handler, server.url()).getReason()).isEqualTo("timeout");
        }
    }

    @Test
    void a_body_that_ends_before_its_length_or_its_last_chunk_is_not_taken_for_whole() throws Exception {
        try (RawServer chunks = new RawServer(line -> line.say(CHUNKED + "1000\r\n" + FILLER));
                RawServer length = new RawServer(line -> line.say(HTML + "Content-Length: 9999\r\n\r\n" + FILLER))) {
            assertThat(failure(chunks).getReason()).isEqualTo("unreachable");
            assertThat(failure(length).getDetail()).contains("broke off");
        }
    }

    @Test
    void of_a_body_longer_than_its_length_no_more_is_read() throws Exception {
        String secret = "<p>beyond the length";
        try (RawServer server = new RawServer(
                line -> line.say(HTML + "Content-Length: " + FILLER.length() + "\r\n\r\n" + FILLER + secret))) {
            SiteContent content = Reading.content(settings(), server.url());

            assertThat(content.getSections().toString()).contains("pallets").doesNotContain("beyond");
        }
    }

    @Test
    void a_reset_in_the_middle_of_the_body_is_told_from_its_end() throws Exception {
        try (RawServer server =
                new RawServer(line -> line.say(HTML + "\r\n" + FILLER).reset())) {
            StageFailure failure = failure(server);

            assertThat(failure.getReason()).isEqualTo("unreachable");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.9\r\n",
                "220 smtp ready\r\n",
                "\u0000\u0001\u0002\u0003",
                "HTTP/9.9 abc\r\n\r\n",
                "\r\n\r\n\r\n"
            })
    void what_is_no_http_ends_with_a_reason(String words) throws Exception {
        try (RawServer server = new RawServer(line -> line.say(words.repeat(2_000)))) {
            assertThat(failure(server).getReason()).isEqualTo("unreachable");
        }
    }

    @Test
    void tags_nested_fifty_thousand_deep_are_read_or_refused_in_little_time() throws Exception {
        String deep =
                "<div>".repeat(50_000) + FILLER + "<b><i>".repeat(50_000) + FILLER + "<table><tr><td>".repeat(5_000);
        try (RawServer server =
                new RawServer(line -> line.say(HTML + "Content-Length: " + deep.length() + "\r\n\r\n" + deep))) {
            long start = System.nanoTime();

            Object body = Reading.read(settings(), server.url()).getBody();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(body).isInstanceOfAny(SiteContent.class, StageFailure.class);
        }
    }

    @Test
    void a_hanging_and_a_dripping_host_do_not_slow_another() throws Exception {
        try (RawServer hanging = new RawServer(RawServer.Line::hang);
                RawServer dripping =
                        new RawServer(line -> line.say(HTML + "\r\n").drip());
                Site good = new Site().html("/", FILLER);
                ContentHandler handler = Reading.handler(settings(), Reading.POLITE, Outside.REAL);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<StageFailure>> held = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                held.add(threads.submit(() -> Reading.failure(handler, hanging.url())));
                held.add(threads.submit(() -> Reading.failure(handler, dripping.url())));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(Reading.content(handler, good.url("/")).getSections())
                        .isNotEmpty();
            }

            assertThat(held)
                    .as("still held, while the good host's pages are read")
                    .noneMatch(Future::isDone);
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", HTML + "\r\n<p>"})
    void who_is_interrupted_lets_go_of_a_hanging_server(String start) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (RawServer server = new RawServer(line -> {
                    line.say(start);
                    asked.countDown();
                    line.hang();
                });
                ContentHandler handler = Reading.handler(settings(), Reading.POLITE, Outside.REAL)) {
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    Reading.failure(handler, server.url());
                } catch (InterruptedException | RuntimeException e) {
                    thrown.set(e);
                }
            });
            asked.await();
            reader.interrupt();

            assertThat(reader.join(Duration.ofSeconds(5))).isTrue();
        }
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    private static ContentSettings settings() {
        return Reading.settings("127.0.0.0/8");
    }

    private static StageFailure failure(RawServer server) throws InterruptedException {
        return Reading.failure(settings(), server.url());
    }

    private static StageFailure impatient(RawServer server) throws InterruptedException {
        long start = System.nanoTime();
        StageFailure failure =
                Reading.failure(Reading.settings(Duration.ofMillis(PATIENCE), "127.0.0.0/8"), server.url());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(PATIENCE * 16));
        return failure;
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
