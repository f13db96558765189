package com.blossomer.gtm.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmOutcome.Malformed;
import com.blossomer.gtm.llm.LlmOutcome.Refused;
import com.blossomer.gtm.llm.LlmOutcome.Rejected;
import com.blossomer.gtm.llm.LlmOutcome.Throttled;
import com.blossomer.gtm.llm.LlmOutcome.Truncated;
import com.blossomer.gtm.llm.LlmOutcome.Unavailable;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same where things go wrong: every way has its outcome, is tried once, and tells nothing of key and prompt. */
abstract class RemoteFailureContract extends RemoteProviderContract {

    @ParameterizedTest
    @CsvSource({
        "400,Rejected",
        "401,Rejected",
        "403,Rejected",
        "404,Rejected",
        "408,Unavailable",
        "409,Unavailable",
        "413,Rejected",
        "422,Rejected",
        "425,Unavailable",
        "429,Throttled",
        "500,Unavailable",
        "502,Unavailable",
        "503,Unavailable",
        "504,Unavailable",
        "529,Throttled",
        "302,Rejected",
        "204,Malformed"
    })
    void every_status_has_its_outcome_and_is_asked_once(int status, String outcome) throws InterruptedException {
        server.replies(status, status == 204 ? "" : error(status, "It went wrong with " + key()), Map.of());

        LlmOutcome got = provider().complete(request(model()));

        assertThat(got.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(got.toString()).doesNotContain(key());
        assertThat(server.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 529})
    void a_server_that_says_how_long_to_wait_is_throttling(int status) throws InterruptedException {
        server.replies(status, error(status, "slow"), Map.of("Retry-After", "7"));

        assertThat(((Throttled) provider().complete(request(model()))).retryAfter())
                .isEqualTo(Optional.of(Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @CsvSource({
        "Retry-After,7,7000",
        "Retry-After,0.5,500",
        "retry-after-ms,250,250",
        "Retry-After,'Thu, 01 Jan 2026 00:00:20 GMT',20000",
        "X-Other,7,",
        "Retry-After,soon,",
        "Retry-After,-1,"
    })
    void how_long_to_wait_is_read_in_every_form(String header, String value, Long millis) throws InterruptedException {
        server.replies(429, error(429, "slow"), Map.of(header, value));

        assertThat(provider().complete(request(model())))
                .isEqualTo(new Throttled(Optional.ofNullable(millis).map(Duration::ofMillis), "HTTP 429, slow"));
    }

    @Test
    void an_answer_that_is_withheld_is_a_refusal_and_is_paid_for() throws InterruptedException {
        server.replies(200, refusal(), Map.of());
        LlmOutcome refused = provider().complete(request(model()));
        server.replies(200, filtered(), Map.of());
        LlmOutcome filtered = provider().complete(request(model()));

        assertThat(List.of(refused, filtered)).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(Refused.class);
            assertThat(outcome.usage()).isEqualTo(usage());
        });
    }

    @Test
    void an_answer_that_is_cut_off_is_paid_for() throws InterruptedException {
        server.replies(200, cutOff(), Map.of());

        assertThat(provider().complete(request(model()))).isEqualTo(new Truncated(usage()));
    }

    @Test
    void a_response_without_an_answer_is_malformed_and_paid_for() throws InterruptedException {
        server.replies(200, empty(), Map.of());

        LlmOutcome outcome = provider().complete(request(model()));

        assertThat(outcome).isInstanceOf(Malformed.class);
        assertThat(outcome.usage()).isEqualTo(usage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>a proxy's page</html>", "{\"id\":", "[]", "{}", "null", "\"ok\""})
    void a_body_that_is_something_else_is_malformed(String body) throws InterruptedException {
        server.replies(200, body, Map.of());

        assertThat(provider().complete(request(model()))).isInstanceOf(Malformed.class);
    }

    @Test
    void a_request_that_is_not_accepted_is_the_matter_of_that_request_alone() throws InterruptedException {
        server.replies(413, error(413, "too long"), Map.of());

        assertThat(((Rejected) provider().complete(request(model()))).account()).isFalse();
    }

    @Test
    void a_bad_key_says_which_variable_to_look_at() throws InterruptedException {
        Failure badKey = badKey();
        server.replies(badKey.status(), badKey.body(), Map.of());
        Rejected rejected = (Rejected) provider().complete(request(model()));
        assertThat(rejected.detail()).contains(keyVariable());
        assertThat(rejected.account()).as("of every request").isTrue();

        server.replies(403, error(403, "no"), Map.of());
        assertThat(((Rejected) provider().complete(request(model()))).detail()).contains(keyVariable());
    }

    @Test
    void an_account_without_credit_is_not_waited_for() throws InterruptedException {
        Failure noCredit = noCredit();
        server.replies(noCredit.status(), noCredit.body(), Map.of("Retry-After", "1"));

        Rejected rejected = (Rejected) provider().complete(request(model()));
        assertThat(rejected.detail()).contains("no credit");
        assertThat(rejected.account()).isTrue();
    }

    @Test
    void slow_headers_and_a_slow_body_are_unavailable() throws InterruptedException {
        server.isSilent();
        assertThat(provider().complete(hasty(request(model())))).isInstanceOf(Unavailable.class);
        server.stallsInTheBody();
        assertThat(provider().complete(hasty(request(model())))).isInstanceOf(Unavailable.class);
    }

    @Test
    void a_body_that_is_cut_a_body_without_end_and_a_server_that_is_gone_are_unavailable() throws InterruptedException {
        server.hangsUpInTheBody();
        assertThat(provider().complete(request(model()))).isInstanceOf(Unavailable.class);
        server.neverEnds();
        assertThat(provider().complete(request(model()))).isInstanceOf(Unavailable.class);
        server.close();
        assertThat(((Unavailable) provider().complete(request(model()))).detail())
                .contains("is it running?");
    }

    @Test
    void a_connection_that_is_reset_is_unavailable() throws Exception {
        try (ServerSocket resetting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> reset(resetting));

            LlmOutcome outcome =
                    provider("http://127.0.0.1:" + resetting.getLocalPort()).complete(request(model()));

            assertThat(((Unavailable) outcome).detail()).contains("the connection to 127.0.0.1");
        }
    }

    @Test
    void a_connection_that_the_server_closed_meanwhile_is_not_used_again() throws Exception {
        byte[] body = answer(quoted("An answer.")).getBytes(StandardCharsets.UTF_8);
        try (ServerSocket closing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerOnceEach(closing, body));
            LlmProvider provider = provider("http://127.0.0.1:" + closing.getLocalPort());

            for (int call = 0; call < 3; call++) {
                assertThat(provider.complete(request(model()))).isInstanceOf(LlmOutcome.Completed.class);
                Thread.sleep(200);
            }
        }
    }

    @Test
    void a_redirect_is_not_followed() throws InterruptedException {
        server.replies(307, "", Map.of("Location", server.url() + "/elsewhere"));

        assertThat(((Rejected) provider().complete(request(model()))).detail()).contains("_BASE_URL");
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void a_worker_that_stops_ends_the_call() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        server.replies((exchange, body) -> {
            arrived.countDown();
            await(end);
        });
        AtomicReference<Object> got = new AtomicReference<>();
        Thread worker = Thread.ofVirtual().start(() -> {
            try {
                got.set(provider().complete(request(model())));
            } catch (InterruptedException e) {
                got.set(e);
            }
        });
        arrived.await();

        worker.interrupt();

        assertThat(worker.join(Duration.ofSeconds(5))).isTrue();
        assertThat(got.get()).isInstanceOf(InterruptedException.class);
        end.countDown();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413, 429, 500, 529})
    void an_error_that_repeats_key_and_prompt_leaves_no_trace(int status) throws InterruptedException {
        LlmRequest request = with(
                request(model()),
                List.of(new LlmRequest.Turn("An answer about lighthouses inland", "Fewer lighthouses, please")),
                Duration.ofSeconds(5));
        try (Log log = new Log()) {
            for (String secret : List.of(
                    key(),
                    "Orders arrive in one list. Nobody copies numbers",
                    request.system().strip().split("\n", -1)[0],
                    "An answer about lighthouses inland")) {
                server.replies(status, error(status, "Cannot take: " + secret.replace("\"", "'")), Map.of());

                LlmOutcome outcome = provider().complete(request);

                assertThat(outcome.toString()).doesNotContain(secret);
                assertThat(log.text()).doesNotContain(secret);
            }
        }
    }

    @Test
    void an_answer_that_is_good_or_cannot_be_read_leaves_no_trace() throws InterruptedException {
        String secret = "Lamps for people far away from the sea";
        try (Log log = new Log()) {
            server.replies(200, answer(quoted(secret)), Map.of());
            provider().complete(request(model()));
            server.replies(200, "{\"choices\": " + secret, Map.of());
            LlmOutcome outcome = provider().complete(request(model()));

            assertThat(outcome.toString()).doesNotContain(secret);
            assertThat(log.text()).doesNotContain(secret, key(), "Orders arrive in one list");
        }
    }

    /** Reads a little, then closes with a reset: what is unread is thrown away. */
    private static void reset(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoLinger(true, 0);
                socket.getInputStream().read();
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Answers as if the connection stayed open, and closes it. */
    private static void answerOnceEach(ServerSocket server, byte[] body) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                InputStream request = socket.getInputStream();
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    head.append((char) request.read());
                }
                request.readNBytes(
                        Integer.parseInt(head.toString().replaceAll("(?is).*\r\ncontent-length: *(\\d+).*", "$1")));
                String status = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n";
                socket.getOutputStream().write(status.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(body);
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
