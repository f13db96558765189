package com.blossomer.gtm.site;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A website's address.
 *
 * @param uri absolute, http or https, with a host, without credentials or fragment; what is fetched
 * @param site the site key: host and path, lower-cased, without scheme, {@code www.}, default port, tracking
 *     parameters, fragment and trailing slash. Two landing pages of one host are two sites.
 */
public record WebsiteUrl(URI uri, String site) {

    private static final int MAX_LENGTH = 2_048;
    private static final Pattern SCHEME = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]*://.*");
    private static final Pattern HOST = Pattern.compile("[a-z0-9_.-]+|\\[[0-9a-f:.]+]");
    private static final Set<String> TRACKING = Set.of(
            "gclid",
            "gbraid",
            "wbraid",
            "fbclid",
            "msclkid",
            "dclid",
            "yclid",
            "twclid",
            "ttclid",
            "li_fat_id",
            "igshid",
            "mc_cid",
            "mc_eid",
            "_hsenc",
            "_hsmi",
            "hsctatracking",
            "mkt_tok",
            "_ga",
            "_gl",
            "ref_src",
            "vero_id",
            "s_kwcid");

    /** What a text turned out to be. */
    public sealed interface Parsed {}

    /** An address that can be fetched. */
    public record Valid(WebsiteUrl url) implements Parsed {}

    /** Not an address; {@code problem} says why, as the end of a sentence that starts with the text. */
    public record Invalid(String problem) implements Parsed {}

    /** Reads an address as people write it: {@code acme.com} means {@code https://acme.com}. */
    public static Parsed parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return new Invalid("is empty");
        }
        if (trimmed.length() > MAX_LENGTH) {
            return new Invalid("is longer than " + MAX_LENGTH + " characters");
        }
        URI uri;
        try {
            uri = new URI(encoded(SCHEME.matcher(trimmed).matches() ? trimmed : "https://" + trimmed));
        } catch (URISyntaxException e) {
            return new Invalid("is not a URL: " + e.getReason());
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return new Invalid("has the scheme " + scheme + "; only http and https are read");
        }
        if (uri.getRawUserInfo() != null || hasCredentials(uri)) {
            return new Invalid("carries credentials; remove what stands before the @");
        }
        String host = host(uri);
        if (host == null) {
            return new Invalid("has no host name");
        }
        if (uri.getPort() > 65_535 || uri.getPort() == 0) {
            return new Invalid("has a port that does not exist");
        }
        return new Valid(of(scheme, host, uri));
    }

    private static WebsiteUrl of(String scheme, String host, URI uri) {
        boolean standardPort = uri.getPort() == -1 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
        String authority = standardPort ? host : host + ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        URI fetched = URI.create(scheme + "://" + authority + (path.isEmpty() ? "/" : path) + query);
        String kept = Arrays.stream(
                        uri.getRawQuery() == null
                                ? new String[0]
                                : uri.getRawQuery().split("&"))
                .filter(parameter -> !parameter.isEmpty() && !tracking(parameter))
                .sorted()
                .collect(Collectors.joining("&"));
        String site = (authority.startsWith("www.") ? authority.substring(4) : authority)
                + path.toLowerCase(Locale.ROOT).replaceAll("/+", "/").replaceAll("/$", "")
                + (kept.isEmpty() ? "" : "?" + kept);
        return new WebsiteUrl(fetched, site);
    }

    private static boolean tracking(String parameter) {
        String name = parameter.split("=", 2)[0].toLowerCase(Locale.ROOT);
        return name.startsWith("utm_") || TRACKING.contains(name);
    }

    private static boolean hasCredentials(URI uri) {
        return uri.getRawAuthority() != null && uri.getRawAuthority().contains("@");
    }

    private static @Nullable String host(URI uri) {
        String authority = uri.getRawAuthority();
        if (authority == null) {
            return null;
        }
        String name = uri.getHost() != null ? uri.getHost() : authority.replaceAll(":\\d*$", "");
        String host;
        try {
            host = name.startsWith("[")
                    ? name
                    : IDN.toASCII(java.net.URLDecoder.decode(name, java.nio.charset.StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return null;
        }
        host = host.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
        boolean named = host.contains(".") || host.startsWith("[") || host.equals("localhost");
        return named && HOST.matcher(host).matches() && !host.startsWith(".") && !host.contains("..") ? host : null;
    }

    /** Percent-encodes what people leave in addresses and {@link URI} refuses: spaces and non-ASCII in the path. */
    private static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        int afterAuthority = text.indexOf('/', text.indexOf("://") + 3);
        String noFragment = text.contains("#") ? text.substring(0, text.indexOf('#')) : text;
        for (int i = 0; i < noFragment.length(); ) {
            int point = noFragment.codePointAt(i);
            boolean path = afterAuthority >= 0 && i >= afterAuthority;
            if (path && (point > 0x7e || point == ' ' || "\"<>\\^`{|}".indexOf(point) >= 0)) {
                out.append(
                        java.net.URLEncoder.encode(Character.toString(point), java.nio.charset.StandardCharsets.UTF_8)
                                .replace("+", "%20"));
            } else {
                out.appendCodePoint(point);
            }
            i += Character.charCount(point);
        }
        return out.toString();
    }
}
