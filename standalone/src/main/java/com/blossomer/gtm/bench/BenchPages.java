package com.blossomer.gtm.bench;

import com.blossomer.gtm.standalone.SampleSites;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Pages on loopback, each under as many addresses as wanted, and beside them a host that hangs and one that drips. */
final class BenchPages implements AutoCloseable {

    private static final String GOOD = "127.0.0.1";

    private final List<byte[]> pages;
    private final List<HttpServer> servers = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicLong sent = new AtomicLong();

    private BenchPages(List<byte[]> pages) throws IOException {
        this.pages = pages;
        serve(this::good);
        serve(this::hang);
        serve(this::drip);
    }

    static BenchPages start(@Nullable Path directory) throws IOException {
        List<byte[]> pages = directory == null ? samples() : files(directory);
        if (pages.isEmpty()) {
            throw new IOException("no .html or .html.gz in " + directory);
        }
        return new BenchPages(pages);
    }

    private static List<byte[]> samples() {
        return SampleSites.companies().stream()
                .map(company -> SampleSites.page(company + "/"))
                .flatMap(Optional::stream)
                .map(page -> page.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> files(Path directory) throws IOException {
        List<byte[]> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".html.gz")) {
                    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                        pages.add(in.readAllBytes());
                    }
                } else if (file.toString().endsWith(".html")) {
                    pages.add(Files.readAllBytes(file));
                }
            }
        }
        return pages;
    }

    String page(int number) {
        return url(0) + number;
    }

    String hanging() {
        return url(1);
    }

    String dripping() {
        return url(2);
    }

    /** Bytes of pages. */
    long sent() {
        return sent.get();
    }

    private String url(int server) {
        return "http://" + GOOD + ":" + servers.get(server).getAddress().getPort() + "/";
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private void serve(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(GOOD), 0), 512);
        server.createContext("/", exchange -> {
            try (exchange) {
                if (exchange.getRequestURI().getPath().equals("/robots.txt")) {
                    exchange.sendResponseHeaders(404, -1);
                } else {
                    answer.to(exchange);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.setExecutor(threads);
        server.start();
        servers.add(server);
    }

    private void good(HttpExchange exchange) throws IOException {
        byte[] page =
                pages.get(Integer.parseInt(exchange.getRequestURI().getPath().substring(1)) % pages.size());
        exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        sent.addAndGet(page.length);
    }

    private void hang(HttpExchange exchange) throws InterruptedException {
        over.await();
    }

    private void drip(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        do {
            out.write(' ');
            out.flush();
        } while (!over.await(50, TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        over.countDown();
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }
}
