package com.blossomer.gtm.content;

import com.blossomer.gtm.site.WebsiteUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.psl.PublicSuffixMatcher;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Chooses the links of a page that lead to the most telling pages of the same site. */
final class Links {

    /** Ends of addresses that are pages; other ends with a dot are files. */
    private static final Set<String> PAGES = Set.of("html", "htm", "php", "aspx", "asp", "jsp");

    private static final int LONGEST_END = 5;

    /** No page has more; whoever serves more is not read to the end. */
    private static final int MAX_LINKS = 5_000;

    private static final PublicSuffixMatcher SUFFIXES = PublicSuffixMatcherLoader.getDefault();
    private static final int LONG_TEXT = 40;

    private record Candidate(URI uri, String site, LinkKind kind, int score) {}

    private Links() {}

    /** At most {@code max}, one per kind first. */
    static List<URI> telling(Document page, URI url, int max) {
        Map<String, Candidate> bySite = new HashMap<>();
        Set<String> seen = new HashSet<>();
        String domain = domain(url.getHost());
        String own = WebsiteUrl.parse(url.toString()) instanceof WebsiteUrl.Valid valid
                ? valid.url().site()
                : "";
        List<Element> anchors = page.getElementsByTag("a");
        for (Element anchor : anchors.subList(0, Math.min(anchors.size(), MAX_LINKS))) {
            String href = anchor.attr("href").strip();
            String text = Block.normalise(anchor.text());
            // Menus stand on a page several times, for several widths.
            Candidate candidate = seen.add(href + '\n' + text) ? candidate(anchor, href, text, url, domain) : null;
            if (candidate != null && !candidate.site().equals(own)) {
                bySite.merge(candidate.site(), candidate, (a, b) -> b.score() > a.score() ? b : a);
            }
        }
        List<Candidate> ranked = new ArrayList<>(bySite.values());
        ranked.sort(Comparator.comparingInt(Candidate::score)
                .reversed()
                .thenComparing(candidate -> candidate.uri().toString()));
        return onePerKindFirst(ranked, max);
    }

    private static List<URI> onePerKindFirst(List<Candidate> ranked, int max) {
        Map<LinkKind, Candidate> best = new EnumMap<>(LinkKind.class);
        ranked.forEach(candidate -> best.putIfAbsent(candidate.kind(), candidate));
        List<Candidate> chosen = new ArrayList<>(best.values());
        ranked.stream().filter(candidate -> !chosen.contains(candidate)).forEach(chosen::add);
        return chosen.stream().limit(max).map(Candidate::uri).toList();
    }

    /** Reads the words first and the address only of the few links whose words tell something. */
    private static @Nullable Candidate candidate(Element anchor, String href, String text, URI page, String domain) {
        if (href.isEmpty() || href.startsWith("#") || href.indexOf('?') >= 0) {
            return null;
        }
        Set<LinkKind> inText = LinkKind.in(text);
        Set<LinkKind> inPath = LinkKind.in(path(href));
        if (inText.isEmpty() && inPath.isEmpty() || !tell(inText) || !tell(inPath)) {
            return null;
        }
        if (!(WebsiteUrl.parse(anchor.absUrl("href")) instanceof WebsiteUrl.Valid valid)) {
            return null;
        }
        URI uri = valid.url().uri();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return isFile(path) || !tell(LinkKind.in(path)) || !sameSite(uri, page, domain)
                ? null
                : scored(valid.url(), path, text, inText, inPath);
    }

    private static boolean tell(Set<LinkKind> kinds) {
        return kinds.stream().allMatch(LinkKind::tells);
    }

    /** The part of an address as written that names the page. */
    private static String path(String href) {
        int host = href.indexOf("//");
        int start = host < 0 ? 0 : href.indexOf('/', host + 2);
        int end = href.indexOf('#');
        return start < 0 ? "" : href.substring(start, end < start ? href.length() : end);
    }

    private static boolean isFile(String path) {
        int dot = path.lastIndexOf('.');
        String end = path.substring(dot + 1).toLowerCase(Locale.ROOT);
        return dot >= 0
                && !end.isEmpty()
                && end.length() <= LONGEST_END
                && end.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9')
                && !PAGES.contains(end);
    }

    private static @Nullable Candidate scored(
            WebsiteUrl url, String path, String text, Set<LinkKind> inText, Set<LinkKind> inPath) {
        int away = Math.max(0, depth(path) - 1) * 2 + text.length() / 20;
        Candidate best = null;
        for (LinkKind kind : LinkKind.values()) {
            boolean said = text.length() <= LONG_TEXT && inText.contains(kind);
            boolean written = inPath.contains(kind);
            int score = (written ? 6 : 0) + (said ? 4 : 0) - away;
            if ((said || written) && (best == null || score > best.score())) {
                best = new Candidate(url.uri(), url.site(), kind, score);
            }
        }
        return best;
    }

    private static int depth(String path) {
        int depth = 0;
        for (int i = 0; i < path.length(); i++) {
            boolean named = i + 1 < path.length() && path.charAt(i + 1) != '/';
            depth += path.charAt(i) == '/' && named ? 1 : 0;
        }
        return depth;
    }

    /** The same registered domain on the same kind of port; hosts without one must be equal. */
    private static boolean sameSite(URI link, URI page, String domain) {
        boolean usual = link.getPort() == -1 && page.getPort() == -1;
        if (!usual && FetchGuard.port(link) != FetchGuard.port(page)) {
            return false;
        }
        return domain(link.getHost()).equals(domain);
    }

    private static String domain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        boolean literal = lower.startsWith("[") || Character.isDigit(lower.charAt(lower.length() - 1));
        String root = literal ? null : SUFFIXES.getDomainRoot(lower);
        return root == null ? lower : root;
    }
}
