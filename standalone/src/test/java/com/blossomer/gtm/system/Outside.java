package com.blossomer.gtm.system;

import com.blossomer.gtm.bench.StubServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What the stub counted. */
final class Outside {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final StubServer stub;

    Outside(StubServer stub) {
        this.stub = stub;
    }

    long calls() throws IOException, InterruptedException {
        return stats().path("calls").asLong();
    }

    long callsOf(String asset) throws IOException, InterruptedException {
        return stats().path("calls_by_asset").path(asset).asLong();
    }

    long repeated() throws IOException, InterruptedException {
        return stats().path("repeated_calls").asLong();
    }

    long pages() throws IOException, InterruptedException {
        return stats().path("pages").asLong();
    }

    long distinctPages() throws IOException, InterruptedException {
        return stats().path("distinct_pages").asLong();
    }

    long inFlight() throws IOException, InterruptedException {
        return stats().path("in_flight").asLong();
    }

    /** Waits until the stub has answered whatever a process that was killed had asked; others ask nothing meanwhile. */
    void awaitQuiet() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .during(Duration.ofMillis(300))
                .until(() -> inFlight() == 0);
    }

    /** Tokens that the stub charged for: input that was not cached, cached input, output. */
    long[] ledger() throws IOException, InterruptedException {
        JsonNode stats = stats();
        long cached = stats.path("cached_input_tokens").asLong();
        return new long[] {
            stats.path("input_tokens").asLong() - cached,
            cached,
            stats.path("output_tokens").asLong()
        };
    }

    private JsonNode stats() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(stub.url() + "/stats")).build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }
}
