package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.cli.Main;
import com.blossomer.gtm.site.WebsiteUrl;
import com.blossomer.gtm.standalone.ChildJvm;
import com.blossomer.gtm.standalone.ServerAddress;
import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real company pages, served on loopback, through the whole system. Runs where the pages are. */
class RealSitesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SITES = directory();
    /** Single-page apps that hold no text; Notion's page, marked as one too, holds some 1,800 characters as served. */
    private static final Set<String> APPS = Set.of("4871-cerebral-com");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void every_page_with_text_yields_all_assets_true_to_the_page_and_the_others_a_reason(@TempDir Path data)
            throws Exception {
        assumeThat(SITES).isDirectory();
        Map<String, JsonNode> sites = sites();
        HttpServer pages = serve(sites);
        String base = "http://127.0.0.1:" + pages.getAddress().getPort();
        try (Standalone system = Standalone.start(StandaloneSettings.in(data)
                .with("blossomer.fetch.allow", "127.0.0.0/8")
                .with("blossomer.search.patience", "0s"))) {
            List<String> names = List.copyOf(sites.keySet());
            List<String> urls = names.stream().map(name -> base + "/" + name).toList();
            List<JsonNode> campaigns = generate(urls, system, data);
            String database = ServerAddress.running(data).orElseThrow().databaseUrl();
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                check(names.get(i), urls.get(i), APPS.contains(names.get(i)), campaigns.get(i), database, wrong);
            }
            List<String> read =
                    names.stream().filter(name -> !APPS.contains(name)).toList();
            SimilarCompanies.check(system, base, read, wrong);
            assertThat(wrong).isEmpty();
        } finally {
            pages.stop(0);
        }
    }

    /** What {@code blossomer generate --json} prints for them, a line each. */
    private static List<JsonNode> generate(List<String> urls, Standalone system, Path data) throws Exception {
        Path list = Files.write(data.resolve("sites.txt"), urls);
        List<String> arguments = List.of("generate", "--json", "--file", list.toString());
        Map<String, String> connection =
                Map.of("BLOSSOMER_URL", system.url().toString(), "BLOSSOMER_API_KEY", system.apiKey());
        try (ChildJvm command = ChildJvm.start(
                Main.class,
                List.of("-Xmx256m", "-XX:+UseSerialGC"),
                arguments,
                connection,
                data.resolve("generate.out"))) {
            assertThat(command.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(command.process().exitValue())
                    .as("not every page has text, and the exit code says so")
                    .isEqualTo(1);
            List<JsonNode> campaigns = new ArrayList<>();
            for (String line : command.output().lines().toList()) {
                if (line.startsWith("{")) {
                    campaigns.add(JSON.readTree(line));
                }
            }
            assertThat(campaigns)
                    .extracting(campaign -> campaign.path("website_url").asText())
                    .isEqualTo(urls);
            return campaigns;
        }
    }

    private static void check(
            String name, String url, boolean app, JsonNode campaign, String database, List<String> wrong)
            throws SQLException, IOException {
        if (app) {
            if (!campaign.path("failure").path("reason").asText().equals("insufficient_content")) {
                wrong.add(name + ": a page without text ended as " + campaign.path("status") + " "
                        + campaign.path("failure"));
            }
            return;
        }
        if (!campaign.path("status").asText().equals("completed")) {
            wrong.add(name + ": " + campaign.path("status") + " " + campaign.path("failure"));
            return;
        }
        String read = normalised(contentOf(url, database));
        for (String asset : Campaigns.ALL_ASSETS) {
            JsonNode output = campaign.path("assets").path(asset);
            schemaOf(asset).validate(output).forEach(error -> wrong.add(name + "/" + asset + ": " + error));
            quotes(output).stream()
                    .filter(quote -> !read.contains(normalised(quote)))
                    .forEach(quote -> wrong.add(name + "/" + asset + ": not on the page: " + quote));
        }
        String companyUrl =
                campaign.path("assets").path("overview").path("company_url").asText();
        if (!companyUrl.equals(url)) {
            wrong.add(name + ": company_url is " + companyUrl);
        }
    }

    private static Schema schemaOf(String asset) {
        AssetType type = AssetCatalog.load().get(asset);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(type.prompt().outputSchema());
    }

    private static List<String> quotes(JsonNode node) {
        List<String> quotes = new ArrayList<>();
        node.findValues("quote").forEach(quote -> quotes.add(quote.asText()));
        return quotes;
    }

    /** All that was read of the site: what the quotes must occur in. */
    private static String contentOf(String url, String database) throws SQLException, IOException {
        String site = ((WebsiteUrl.Valid) WebsiteUrl.parse(url)).url().site();
        try (Connection connection = DriverManager.getConnection(database, "postgres", "");
                PreparedStatement query =
                        connection.prepareStatement("select sections::text from contents where site = ?")) {
            query.setString(1, site);
            StringBuilder text = new StringBuilder();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    for (JsonNode section : JSON.readTree(rows.getString(1))) {
                        text.append(section.path("heading").asText())
                                .append(' ')
                                .append(section.path("text").asText())
                                .append(' ');
                    }
                }
            }
            return text.toString();
        }
    }

    private static String normalised(String text) {
        return text.replaceAll("[\\u2018\\u2019]", "'")
                .replaceAll("[\\u201c\\u201d]", "\"")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** Beside the repository, or above it. */
    private static Path directory() {
        Path up = Path.of("").toAbsolutePath();
        while (up.getParent() != null && !Files.isDirectory(up.resolve("shared/data/sites"))) {
            up = up.getParent();
        }
        return up.resolve("shared/data/sites");
    }

    private static Map<String, JsonNode> sites() throws IOException {
        Map<String, JsonNode> sites = new TreeMap<>();
        try (Stream<Path> files = Files.list(SITES)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                String name = file.getFileName().toString().replace(".json", "");
                sites.put(name, JSON.readTree(file.toFile()));
            }
        }
        return sites;
    }

    private static HttpServer serve(Map<String, JsonNode> sites) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String name = exchange.getRequestURI().getPath().substring(1);
            byte[] body = sites.containsKey(name) ? page(name) : new byte[0];
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(body.length > 0 ? 200 : 404, body.length > 0 ? body.length : -1);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static byte[] page(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(SITES.resolve(name + ".html.gz")))) {
            return in.readAllBytes();
        }
    }
}
