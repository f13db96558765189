package com.blossomer.gtm.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;

/** A service's metrics at one moment, as Prometheus reads them. */
record Scrape(List<String> lines) {

    static Scrape of(HttpClient http, String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/prometheus")).build();
        return new Scrape(
                http.send(request, BodyHandlers.ofString()).body().lines().toList());
    }

    /** The sum of all lines with this name and these labels, written {@code name="value"}. */
    double sum(String name, String... labels) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** A percentile of a timer, in milliseconds. */
    double millis(String timer, String quantile, String label) {
        return 1e3 * sum(timer + "_seconds", "quantile=\"" + quantile + "\"", label);
    }
}
