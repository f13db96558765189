package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.StageFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a site does, the task ends in bounded time with a reason. */
@Timeout(30)
final class FetchFailureTest {

    private static final String LOOPBACK = "127.0.0.0/8";
    private static final String FILLER = "Acme moves pallets between warehouses overnight. ".repeat(10);
    private static final int MEGABYTE = 1_024 * 1_024;

    private final Site site = new Site();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void stop() {
        over.countDown();
        site.close();
    }

    @ParameterizedTest
    @CsvSource({"404,not_found", "410,not_found", "403,http_error", "429,http_error", "500,http_error", "503,http_error"
    })
    void a_status_becomes_a_reason(int status, String reason) throws InterruptedException {
        site.at("/", exchange -> Site.send(exchange, status, "text/html", FILLER.getBytes(StandardCharsets.UTF_8)));

        assertThat(failure("/").getReason()).isEqualTo(reason);
        assertThat(failure("/").getDetail()).contains(Integer.toString(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/pdf", "text/html", "application/octet-stream", "text/plain"})
    void a_pdf_is_not_html_whatever_it_is_called(String type) throws InterruptedException {
        site.at("/", exchange -> Site.send(exchange, 200, type, "%PDF-1.7 ...".getBytes(StandardCharsets.UTF_8)));

        assertThat(failure("/").getReason()).isEqualTo("not_html");
    }

    @Test
    void an_image_and_json_are_not_html() throws InterruptedException {
        site.at("/image", exchange -> Site.send(exchange, 200, "image/png", new byte[] {1, 2}));
        site.at(
                "/named-html",
                exchange -> Site.send(
                        exchange, 200, "text/html", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0}));
        site.at(
                "/json",
                exchange -> Site.send(exchange, 200, "application/json", "{}".getBytes(StandardCharsets.UTF_8)));

        assertThat(failure("/image").getReason()).isEqualTo("not_html");
        assertThat(failure("/named-html").getReason()).isEqualTo("not_html");
        assertThat(failure("/json").getReason()).isEqualTo("not_html");
    }

    @Test
    void a_page_of_ten_megabytes_is_too_large() throws InterruptedException {
        site.at("/", exchange -> Site.send(exchange, 200, "text/html", new byte[10 * MEGABYTE]));

        assertThat(failure("/").getReason()).isEqualTo("too_large");
    }

    @Test
    void an_endless_body_is_read_up_to_the_cap_only() throws InterruptedException {
        site.at("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = "<p>more and more".repeat(1_000).getBytes(StandardCharsets.UTF_8);
            try (OutputStream out = exchange.getResponseBody()) {
                while (over.getCount() > 0) {
                    out.write(chunk);
                }
            }
        });

        assertThat(failure("/").getReason()).isEqualTo("too_large");
    }

    @Test
    void a_gzip_bomb_is_too_large() throws IOException, InterruptedException {
        byte[] bomb = gzip(new byte[200 * MEGABYTE]);
        assertThat(bomb).hasSizeLessThan(MEGABYTE);
        site.at("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            Site.send(exchange, 200, "text/html", bomb);
        });

        assertThat(failure("/").getReason()).isEqualTo("too_large");
    }

    @Test
    void a_redirect_loop_ends() throws InterruptedException {
        site.redirect("/a", "/b").redirect("/b", "/a");

        assertThat(failure("/a").getReason()).isEqualTo("too_many_redirects");
    }

    @Test
    void a_redirect_is_followed_and_the_final_address_recorded() throws InterruptedException {
        site.redirect("/old", "/new").html("/new", "<h1>Acme</h1><p>" + FILLER);

        assertThat(Reading.content(Reading.settings(LOOPBACK), site.url("/old")).getPages())
                .extracting(Page::getUrl)
                .containsExactly(site.url("/new"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "file:///etc/passwd", "//[::1]/"
            })
    void a_redirect_to_a_refused_address_is_refused(String to) throws InterruptedException {
        site.redirect("/", to);

        assertThat(failure("/").getReason()).isEqualTo("blocked_address");
    }

    @Test
    void slow_headers_end_at_the_deadline() throws InterruptedException {
        site.at("/", exchange -> await());

        assertThat(impatient("/").getReason()).isEqualTo("timeout");
    }

    @Test
    void a_dripping_body_ends_at_the_deadline_although_bytes_keep_coming() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread dripping = Thread.ofVirtual().start(() -> drip(server));
            long start = System.nanoTime();

            StageFailure failure = Reading.failure(impatience(), "http://127.0.0.1:" + server.getLocalPort() + "/");

            assertThat(failure.getReason()).isEqualTo("timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            over.countDown();
            dripping.join();
        }
    }

    @Test
    void a_refused_connection_and_an_unknown_name_are_unreachable() throws IOException, InterruptedException {
        int closed;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = server.getLocalPort();
        }
        assertThat(Reading.failure(Reading.settings(LOOPBACK), "http://127.0.0.1:" + closed + "/")
                        .getReason())
                .isEqualTo("unreachable");
        assertThat(Reading.failure(Reading.settings(LOOPBACK), "http://no-such-name.invalid/")
                        .getReason())
                .isEqualTo("unreachable");
    }

    @Test
    void a_server_that_speaks_no_tls_is_unreachable() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread plain = Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    over.await();
                } catch (IOException | InterruptedException e) {
                    over.countDown();
                }
            });
            StageFailure failure =
                    Reading.failure(Reading.settings(LOOPBACK), "https://127.0.0.1:" + server.getLocalPort() + "/");

            assertThat(failure.getReason()).isEqualTo("unreachable");
            assertThat(failure.getDetail()).contains("TLS");
            over.countDown();
            plain.join();
        }
    }

    @Test
    void text_that_is_no_address_is_an_invalid_url() throws InterruptedException {
        assertThat(Reading.failure(Reading.settings(), "not a url").getReason()).isEqualTo("invalid_url");
    }

    @Test
    void an_empty_shell_says_that_it_is_a_single_page_app() throws InterruptedException {
        site.html("/", "<title>App</title><div id=root></div><script src=/app.js></script>");

        assertThat(failure("/").getReason()).isEqualTo("insufficient_content");
        assertThat(failure("/").getDetail()).contains("single-page app");
    }

    @Test
    void a_login_wall_says_so() throws InterruptedException {
        site.html("/", "<title>Acme</title><h1>Welcome</h1><form><input name=u><input type=password></form>");

        assertThat(failure("/").getReason()).isEqualTo("insufficient_content");
        assertThat(failure("/").getDetail()).contains("login wall");
    }

    @Test
    void a_parked_domain_says_so() throws InterruptedException {
        site.html("/", "<h1>acme.com</h1><p>This domain is for sale. Buy this domain today.</p>");

        assertThat(failure("/").getReason()).isEqualTo("insufficient_content");
        assertThat(failure("/").getDetail()).contains("parked");
    }

    @Test
    void gzip_is_read() throws IOException, InterruptedException {
        byte[] body = gzip(("<h1>Acme</h1><p>" + FILLER).getBytes(StandardCharsets.UTF_8));
        site.at("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            Site.send(exchange, 200, "text/html", body);
        });

        assertThat(text("/")).isEqualTo(FILLER.strip());
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, text/html; charset=iso-8859-1",
        "UTF-8, text/html",
        "UTF-8, text/html; charset=no-such",
        "windows-1252, text/html; charset=utf-8",
        "windows-1252, text/html",
        "windows-1252, text/html; charset=latin1",
        "UTF-16BE, text/html; charset=utf-16be",
        "Shift_JIS, text/html; charset=shift_jis"
    })
    void a_wrong_or_missing_character_set_does_not_spoil_the_text(String used, String declared)
            throws InterruptedException {
        String word = used.equals("Shift_JIS") ? "会社" : "Zoë’s café";
        byte[] body = ("<h1>Acme</h1><p>" + word + " " + FILLER).getBytes(Charset.forName(used));
        site.at("/", exchange -> Site.send(exchange, 200, declared, body));

        assertThat(text("/")).startsWith(word);
    }

    private String text(String path) throws InterruptedException {
        Section section = Reading.content(Reading.settings(LOOPBACK), site.url(path))
                .getSections()
                .getFirst();
        return section.getText();
    }

    private StageFailure failure(String path) throws InterruptedException {
        return Reading.failure(Reading.settings(LOOPBACK), site.url(path));
    }

    private StageFailure impatient(String path) throws InterruptedException {
        return Reading.failure(impatience(), site.url(path));
    }

    private static ContentSettings impatience() {
        return Reading.settings(Duration.ofMillis(400), LOOPBACK);
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One byte at a time, far more often than any socket timeout. */
    private void drip(ServerSocket server) {
        try (var socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>".getBytes(StandardCharsets.US_ASCII));
            do {
                out.write('x');
                out.flush();
            } while (!over.await(20, java.util.concurrent.TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            // The reader hung up, as it should.
            over.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
