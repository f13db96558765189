package com.blossomer.gtm.content;

import crawlercommons.robots.BaseRobotRules;
import crawlercommons.robots.SimpleRobotRulesParser;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Obeys robots.txt as RFC 9309 has it: a file that is not there (4xx) forbids nothing; one that cannot be had (5xx, 429,
 * no connection) forbids everything until it can. Each is asked for once and kept, the good ones for a day. It is asked
 * for under a deadline of its own, so that one impatient page does not decide for the others.
 */
final class Robots implements GuardedHttp.Permission {

    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration KEPT_FAILURE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 500 * 1_024;
    private static final int MAX_HOSTS = 4_096;

    private sealed interface File {
        /** @param rules none where there is no file */
        record Read(@Nullable BaseRobotRules rules) implements File {}

        record Missing(FetchFailure why) implements File {}
    }

    private record Kept(CompletableFuture<File> file, long asked) {
        /** Whether it is still to be used; who is being asked for is. */
        boolean fresh(long now) {
            if (!file.isDone()) {
                return true;
            }
            Duration kept = file.resultNow() instanceof File.Read ? KEPT : KEPT_FAILURE;
            return now - asked < kept.toNanos();
        }
    }

    private final GuardedHttp http;
    private final FetchGuard guard;
    private final PolitenessSettings settings;
    private final List<String> name;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Kept> files = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MAX_HOSTS;
        }
    };

    Robots(GuardedHttp http, FetchGuard guard, PolitenessSettings settings, ContentSettings content) {
        this.http = http;
        this.guard = guard;
        this.settings = settings;
        this.name = List.of(productToken(content.userAgent()));
        this.patience = content.pageTimeout().compareTo(PATIENCE) < 0 ? content.pageTimeout() : PATIENCE;
    }

    /** The name that robots.txt files call us by. */
    static String productToken(String userAgent) {
        return userAgent.split("[/ ]", 2)[0].toLowerCase(Locale.ROOT);
    }

    @Override
    public GuardedHttp.Permit of(URI uri, Deadline deadline) throws InterruptedException {
        Duration spacing = spacing(uri);
        if (!settings.robots()) {
            return new GuardedHttp.Permit(Optional.empty(), spacing);
        }
        return switch (file(uri, deadline)) {
            case File.Missing missing -> new GuardedHttp.Permit(Optional.of(missing.why()), spacing);
            case File.Read read -> permit(uri, read.rules(), spacing);
        };
    }

    private GuardedHttp.Permit permit(URI uri, @Nullable BaseRobotRules rules, Duration spacing) {
        if (rules == null) {
            return new GuardedHttp.Permit(Optional.empty(), spacing);
        }
        return rules.isAllowed(uri.toString())
                ? new GuardedHttp.Permit(Optional.empty(), longer(spacing, crawlDelay(rules)))
                : new GuardedHttp.Permit(Optional.of(forbidden(uri)), spacing);
    }

    private Duration spacing(URI uri) {
        return guard.isOwn(uri.getHost()) ? Duration.ZERO : settings.hostSpacing();
    }

    private Duration crawlDelay(BaseRobotRules rules) {
        Duration asked = Duration.ofMillis(Math.max(0, rules.getCrawlDelay()));
        return asked.compareTo(settings.maxCrawlDelay()) > 0 ? settings.maxCrawlDelay() : asked;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static FetchFailure forbidden(URI uri) {
        return new FetchFailure(
                FetchFailure.BLOCKED_BY_ROBOTS,
                uri.getHost() + "'s robots.txt does not let us read this page; give a page that it allows. If the site"
                        + " is yours, allow us there, or set BLOSSOMER_FETCH_ROBOTS=false.");
    }

    private File file(URI uri, Deadline deadline) throws InterruptedException {
        CompletableFuture<File> file = asked(uri);
        try {
            return file.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new File.Missing(late(uri));
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking for robots.txt failed", e.getCause());
        }
    }

    private CompletableFuture<File> asked(URI uri) {
        String site = uri.getScheme() + "://" + uri.getRawAuthority().toLowerCase(Locale.ROOT);
        CompletableFuture<File> file = new CompletableFuture<>();
        lock.lock();
        try {
            Kept kept = files.get(site);
            if (kept != null && kept.fresh(System.nanoTime())) {
                return kept.file();
            }
            files.put(site, new Kept(file, System.nanoTime()));
        } finally {
            lock.unlock();
        }
        URI robots = URI.create(site + "/robots.txt");
        Thread.ofVirtual().name("robots").start(() -> {
            File result = new File.Missing(
                    FetchFailure.unreachable(robots.getHost() + "'s robots.txt could not be read; try again later."));
            try {
                result = fetch(robots);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                file.complete(result);
            }
        });
        return file;
    }

    private File fetch(URI robots) throws InterruptedException {
        GuardedHttp.Permission any = (uri, deadline) -> new GuardedHttp.Permit(Optional.empty(), spacing(uri));
        return switch (http.get(robots, Deadline.in(patience), any, this::read)) {
            case GuardedHttp.Got<File> got -> got.value();
            case GuardedHttp.Failed<File> failed ->
                switch (failed.failure().reason()) {
                    case FetchFailure.TIMEOUT -> new File.Missing(late(robots));
                    case FetchFailure.UNREACHABLE -> new File.Missing(failed.failure());
                    // A file that leads astray is no file; where the host itself is refused, so is the page.
                    default -> new File.Read(null);
                };
        };
    }

    private File read(URI uri, ClassicHttpResponse response) throws IOException {
        int status = response.getCode();
        if (status == 429 || status >= 500) {
            return new File.Missing(new FetchFailure(
                    FetchFailure.BLOCKED_BY_ROBOTS,
                    uri.getHost() + " answered " + status + " for its robots.txt, which forbids everything until it"
                            + " can be read; try again later. If the site is yours, BLOSSOMER_FETCH_ROBOTS=false reads"
                            + " it all the same."));
        }
        if (status < 200 || status >= 300 || response.getEntity() == null) {
            return new File.Read(null);
        }
        byte[] content = response.getEntity().getContent().readNBytes(MAX_BYTES);
        String type = HtmlBody.mediaType(GuardedHttp.header(response, "Content-Type"));
        // One for each file: a parser counts its warnings. A long crawl delay is capped by us, not taken as "never".
        return new File.Read(
                new SimpleRobotRulesParser(Long.MAX_VALUE, 0).parseContent(uri.toString(), content, type, name));
    }

    private static FetchFailure late(URI uri) {
        return new FetchFailure(
                FetchFailure.TIMEOUT,
                uri.getHost() + " did not deliver its robots.txt in time, so whether it may be read is unknown; try"
                        + " again later.");
    }
}
