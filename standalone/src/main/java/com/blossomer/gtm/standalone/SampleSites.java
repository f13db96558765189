package com.blossomer.gtm.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bundled sample companies, made up by us, served on loopback: {@code /<company>/} and its pages. */
public final class SampleSites implements AutoCloseable {

    private static final List<String> COMPANIES =
            List.of("fernline", "harbourline", "wardwell", "ledgerloft", "saltmarsh", "gaugewright");
    private static final Pattern PAGE = Pattern.compile("/([a-z]+)/([a-z]*)(?:\\.html)?");

    private final HttpServer server;

    private SampleSites(HttpServer server) {
        this.server = server;
    }

    /** Serves on a free port. */
    public static SampleSites start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", SampleSites::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return new SampleSites(server);
    }

    /** The home page of every company. */
    public List<String> urls() {
        return COMPANIES.stream().map(this::url).toList();
    }

    /** The home page of one company, such as {@code fernline}. */
    public String url(String company) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + company + "/";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The companies' names, as they stand in paths. */
    public static List<String> companies() {
        return COMPANIES;
    }

    /** The HTML of a page, such as {@code fernline/pricing}, if there is one; {@code fernline/} is the home page. */
    public static Optional<String> page(String name) {
        Matcher matcher = PAGE.matcher("/" + name);
        if (!matcher.matches() || !COMPANIES.contains(matcher.group(1))) {
            return Optional.empty();
        }
        String page = matcher.group(2).isEmpty() ? "index" : matcher.group(2);
        String resource = "/samples/" + matcher.group(1) + "/" + page + ".html";
        try (InputStream in = SampleSites.class.getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (COMPANIES.contains(path.substring(1))) {
                exchange.getResponseHeaders().set("Location", path + "/");
                exchange.sendResponseHeaders(301, -1);
                return;
            }
            Optional<String> page = page(path.substring(1));
            byte[] body = page.orElse("<h1>Not found</h1>").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(page.isPresent() ? 200 : 404, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
