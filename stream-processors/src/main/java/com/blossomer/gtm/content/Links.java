package com.blossomer.gtm.content;

import com.blossomer.gtm.site.WebsiteUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.psl.PublicSuffixMatcher;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Chooses the links of a page that lead to the most telling pages of the same site. */
final class Links {

    /** What a linked page is about, by what its link says; most telling first. */
    private enum Topic {
        PRICING("pricing|prices|plans"),
        CUSTOMERS("customers?|case[ -]stud(?:y|ies)|success[ -]stor(?:y|ies)|clients|customer[ -]stories|our["
                + " -]work|portfolio"),
        ABOUT("about(?:[ -]us)?|company|who[ -]we[ -]are|our[ -]story|mission"),
        PRODUCT("products?|features?|platform|solutions?|services?|how[ -]it[ -]works|what[ -]we["
                + " -]do|capabilities|overview|tour|use[ -]cases?");

        private final Pattern words;

        Topic(String words) {
            this.words = Pattern.compile("(?<![\\p{L}\\d])(?:" + words + ")(?![\\p{L}\\d])", Pattern.CASE_INSENSITIVE);
        }
    }

    private static final Pattern UNWANTED = Pattern.compile(
            "(?<![a-z])(?:log-?in|sign-?(?:in|up)|register|cart|checkout|privacy|terms|legal|cookies?|gdpr|imprint|impressum|"
                    + "careers?|jobs|press|news|blog|docs?|documentation|support|help|status|security|partners?|events?|"
                    + "webinars?|contact|demo|download|changelog|community|forum|investors?|academy|api|feed|tag|category|search)(?![a-z])",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE =
            Pattern.compile("\\.(?!html?$|php$|aspx?$|jsp$)[a-z0-9]{1,5}$", Pattern.CASE_INSENSITIVE);
    private static final PublicSuffixMatcher SUFFIXES = PublicSuffixMatcherLoader.getDefault();
    private static final int LONG_TEXT = 40;

    private record Candidate(URI uri, Topic topic, int score) {}

    private Links() {}

    /** At most {@code max}, one per topic first. */
    static List<URI> telling(Document page, URI url, int max) {
        Map<String, Candidate> bySite = new HashMap<>();
        String own = site(url);
        for (Element anchor : page.select("a[href]")) {
            Candidate candidate = candidate(anchor, url);
            if (candidate != null && !site(candidate.uri()).equals(own)) {
                bySite.merge(site(candidate.uri()), candidate, (a, b) -> b.score() > a.score() ? b : a);
            }
        }
        List<Candidate> ranked = new ArrayList<>(bySite.values());
        ranked.sort(Comparator.comparingInt(Candidate::score)
                .reversed()
                .thenComparing(candidate -> candidate.uri().toString()));
        return onePerTopicFirst(ranked, max);
    }

    private static List<URI> onePerTopicFirst(List<Candidate> ranked, int max) {
        Map<Topic, Candidate> best = new EnumMap<>(Topic.class);
        ranked.forEach(candidate -> best.putIfAbsent(candidate.topic(), candidate));
        List<Candidate> chosen = new ArrayList<>(best.values());
        ranked.stream().filter(candidate -> !chosen.contains(candidate)).forEach(chosen::add);
        return chosen.stream().limit(max).map(Candidate::uri).toList();
    }

    private static @Nullable Candidate candidate(Element anchor, URI page) {
        URI uri = target(anchor.absUrl("href"));
        if (uri == null || !sameSite(uri, page)) {
            return null;
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String text = Block.normalise(anchor.text());
        if (uri.getRawQuery() != null
                || FILE.matcher(path).find()
                || UNWANTED.matcher(path).find()
                || UNWANTED.matcher(text).find()) {
            return null;
        }
        return scored(uri, path, text);
    }

    private static @Nullable Candidate scored(URI uri, String path, String text) {
        Candidate best = null;
        int depth = path.replaceAll("/+$", "").split("/").length - 1;
        for (Topic topic : Topic.values()) {
            boolean inText =
                    text.length() <= LONG_TEXT && topic.words.matcher(text).find();
            boolean inPath = topic.words.matcher(path).find();
            int score = (inPath ? 6 : 0) + (inText ? 4 : 0) - Math.max(0, depth - 1) * 2 - text.length() / 20;
            if ((inText || inPath) && (best == null || score > best.score())) {
                best = new Candidate(uri, topic, score);
            }
        }
        return best;
    }

    private static @Nullable URI target(String href) {
        return WebsiteUrl.parse(href) instanceof WebsiteUrl.Valid valid
                ? valid.url().uri()
                : null;
    }

    private static String site(URI uri) {
        return WebsiteUrl.parse(uri.toString()) instanceof WebsiteUrl.Valid valid
                ? valid.url().site()
                : "";
    }

    /** The same registered domain on the same kind of port; hosts without one must be equal. */
    private static boolean sameSite(URI link, URI page) {
        boolean usual = link.getPort() == -1 && page.getPort() == -1;
        if (!usual && FetchGuard.port(link) != FetchGuard.port(page)) {
            return false;
        }
        String domain = domain(link.getHost());
        return domain.equals(domain(page.getHost()));
    }

    private static String domain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        boolean literal = lower.startsWith("[") || Character.isDigit(lower.charAt(lower.length() - 1));
        String root = literal ? null : SUFFIXES.getDomainRoot(lower);
        return root == null ? lower : root;
    }
}
