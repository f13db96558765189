package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.llm.remote.ChatServer;
import com.blossomer.gtm.llm.remote.RemoteProvider;
import com.blossomer.gtm.llm.remote.Server;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is written down about a task at the most talkative level: no prompt, no answer, no key. */
final class LogTest {

    private static final String KEY = "sk-proj-aVerySecretKey0123456789";
    private static final String SECRET_SYSTEM = "Write in the voice of a retired sailor";
    private static final String SECRET_PAGE = "Nightingale sells lighthouses to inland towns";
    private static final String SECRET_ANSWER = "Lamps for people far away from any sea or shore";

    private final ChatServer server = new ChatServer();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        root.setLevel(Level.TRACE);
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
        root.setLevel(before);
        server.close();
    }

    @Test
    void an_answer_that_is_repaired_in_vain_leaves_no_trace() throws InterruptedException {
        server.replies(
                200, ChatServer.completion("\"{\\\"headline\\\":\\\"" + SECRET_ANSWER + "\\\"}\"", "stop"), Map.of());

        PromptResult result = handle();

        assertThat(server.requests).hasSize(3);
        assertThat(server.requests.getLast().body()).contains("headline", "at most 5", SECRET_ANSWER);
        assertThat(written()).contains("answer breaks its rules");
        assertNothingTold(result);
    }

    @Test
    void an_error_that_repeats_key_and_prompt_leaves_no_trace() throws InterruptedException {
        for (int status : List.of(400, 401, 403, 404, 429, 500)) {
            server.replies(
                    status,
                    ChatServer.error("Key " + KEY + " asked: " + SECRET_PAGE + " and: " + SECRET_SYSTEM, "x", "x"),
                    Map.of());
            assertNothingTold(handle());
        }
        assertThat(written()).contains("no answer: Rejected", "no answer: Throttled", "no answer: Unavailable");
    }

    @Test
    void a_broken_connection_leaves_no_trace() throws InterruptedException {
        server.close();

        assertNothingTold(handle());
    }

    private void assertNothingTold(PromptResult result) {
        for (String secret : List.of(KEY, SECRET_SYSTEM, SECRET_PAGE, SECRET_ANSWER)) {
            assertThat(written()).doesNotContain(secret);
            assertThat(result.toString()).doesNotContain(secret);
        }
    }

    private String written() {
        return List.copyOf(log.list).stream().map(LogTest::text).collect(Collectors.joining("\n"));
    }

    private static String text(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return event.getFormattedMessage() + " " + event.getKeyValuePairs() + " " + event.getMDCPropertyMap()
                + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
    }

    private PromptResult handle() throws InterruptedException {
        SettableClock clock = new SettableClock();
        Duration limit = Duration.ofSeconds(30);
        Backoff backoff = new Backoff(clock, clock::pass, IntervalFunction.of(Duration.ofSeconds(20)), limit, limit);
        LlmProvider provider = RemoteProvider.openAi(
                new Server("openai", server.url(), KEY, "OPENAI_API_KEY", "OPENAI_BASE_URL"), Clock.systemUTC());
        PromptTask task = PromptTask.newBuilder(Tasks.task(Lane.INTERACTIVE, "openai/gpt-4.1-mini"))
                .setSystem(SECRET_SYSTEM)
                .setUser(SECRET_PAGE)
                .build();
        return new PromptHandler(
                        new ProviderPool(List.of(provider), clock), Prices.parse(""), Duration.ofSeconds(9), backoff)
                .handle(task);
    }
}
