package com.blossomer.gtm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EditCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EDIT = """
            {"campaign_id": "cmp_1", "run": 2, "status": "running", "asset": "icp", "edited_from": 1,
             "regenerated": ["email"], "replaced": ["email"]}""";

    @TempDir
    private Path directory = Path.of("");

    private final List<String> received = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String status = "completed";
    private int answered = 202;

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/campaigns/cmp_1", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void the_run_is_waited_for_and_what_was_made_anew_is_printed() throws IOException {
        assertThat(run(file("{\"name\": \"Mine\"}"))).isZero();

        assertThat(received)
                .containsExactly("PUT /campaigns/cmp_1/assets/icp {\"name\":\"Mine\"}", "GET /campaigns/cmp_1?run=2 ");
        assertThat(out.toString())
                .contains("edited, from run 1", "Buy it", "by openai/gpt-6-luna")
                .doesNotContain("Overview");
        assertThat(err.toString()).contains("Run 2 makes anew: email; your own email stay in run 1");
    }

    @Test
    void one_that_ends_short_ends_the_command_with_1_and_a_refusal_says_why() throws IOException {
        status = "partial";
        assertThat(run(file("{}"), "--json")).isEqualTo(1);
        assertThat(JSON.readTree(out.toString()).path("status").asText()).isEqualTo("partial");

        answered = 422;
        assertThat(run(file("{}"))).isEqualTo(1);
        assertThat(err.toString()).contains("blossomer: #/name is missing");

        assertThat(run(file("{oops"))).isEqualTo(1);
        assertThat(err.toString()).contains("is not JSON");
        assertThat(run("nowhere.json")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no file nowhere.json");
    }

    @Test
    void an_editor_changes_json_and_keeps_what_is_none() throws Exception {
        JsonNode before = JSON.readTree("{\"name\": \"Old\"}");

        assertThat(new Editor("sed -i s/Old/New/").change("icp", before))
                .isEqualTo(JSON.readTree("{\"name\": \"New\"}"));
        assertThatThrownBy(() -> new Editor("sed -i s/Old.*//").change("icp", before))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("is not JSON")
                .hasMessageContaining("send that file");
        assertThatThrownBy(() -> new Editor("false").change("icp", before))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("ended with 1; nothing was changed");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
        boolean put = exchange.getRequestMethod().equals("PUT");
        String answer = !put ? """
                {"campaign_id": "cmp_1", "website_url": "acme.com", "status": "%s", "failure": null,
                 "assets": {"overview": {"company_name": "Acme"}, "icp": {"name": "Mine"}, "email": {"subject": "Buy it"}},
                 "provenance": {"icp": {"source": "given", "edited_from": 1},
                                "email": {"source": "model", "provider": "openai", "model": "gpt-6-luna"}}}
                """.formatted(status) : answered == 202 ? EDIT : "{\"detail\": \"#/name is missing\"}";
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(put ? answered : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String file(String json) throws IOException {
        return Files.writeString(directory.resolve("asset.json"), json).toString();
    }

    private int run(String file, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "edit",
                "cmp_1",
                "icp",
                file,
                "--server",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "--api-key",
                "key"));
        arguments.addAll(List.of(options));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }
}
