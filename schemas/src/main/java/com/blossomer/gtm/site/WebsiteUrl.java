package com.blossomer.gtm.site;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A website's address.
 *
 * @param uri absolute, http or https, with a host, without credentials or fragment; what is fetched
 * @param site the site key: host and path, lower-cased, without scheme, {@code www.}, default port, tracking
 *     parameters, fragment and trailing slash. Two landing pages of one host are two sites.
 */
public record WebsiteUrl(URI uri, String site) {

    private static final int MAX_LENGTH = 2_048;
    private static final Pattern WEB_SCHEME =
            Pattern.compile("^(?:(https?):/{0,2}|//)(?=.|$)", Pattern.CASE_INSENSITIVE);

    /** Any other scheme; but {@code acme.com:8080} and {@code localhost:8080} are a host and a port. */
    private static final Pattern OTHER_SCHEME =
            Pattern.compile("^(?!https?:)([a-z][a-z0-9+.-]*)(?:://|:(?=[^\\d/]))(?!$)", Pattern.CASE_INSENSITIVE);

    private static final Pattern AUTHORITY = Pattern.compile("[^/?]*");
    private static final Pattern PORT = Pattern.compile(":([^:\\]]*)$");
    private static final Pattern PORT_NUMBER = Pattern.compile("\\d+");
    private static final Pattern ENCODED = Pattern.compile("%[0-9a-fA-F]{2}");
    /** Only then a path is normalised: doubled slashes mean something to some servers. */
    private static final Pattern DOTS = Pattern.compile("/\\.\\.?(?:/|$)");

    private static final Pattern SLASHES = Pattern.compile("/+");
    private static final Pattern UP = Pattern.compile("^(?:/\\.\\.)+(?=/|$)");
    private static final Pattern HOST = Pattern.compile(
            "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*|\\[[0-9a-f:.]+]");
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
        Matcher other = OTHER_SCHEME.matcher(trimmed);
        if (other.find()) {
            return new Invalid(
                    "has the scheme " + other.group(1).toLowerCase(Locale.ROOT) + "; only http and https are read");
        }
        Matcher web = WEB_SCHEME.matcher(trimmed);
        String scheme = web.find() && web.group(1) != null ? web.group(1).toLowerCase(Locale.ROOT) : "https";
        URI uri;
        try {
            uri = new URI(scheme + "://" + encoded(web.replaceFirst("")));
        } catch (URISyntaxException e) {
            return new Invalid("is not a URL: " + e.getReason());
        }
        String authority = uri.getRawAuthority();
        if (authority == null) {
            return new Invalid("has no host name");
        }
        if (authority.contains("@")) {
            return new Invalid("carries credentials; remove what stands before the @");
        }
        Matcher port = PORT.matcher(authority);
        String name = port.replaceFirst("");
        String digits = port.reset().find() ? port.group(1) : "";
        if (!digits.isEmpty()
                && (digits.length() > 5
                        || !PORT_NUMBER.matcher(digits).matches()
                        || Integer.parseInt(digits) > 65_535
                        || Integer.parseInt(digits) == 0)) {
            return new Invalid("has a port that does not exist");
        }
        return host(name)
                .<Parsed>map(host -> new Valid(of(
                        scheme,
                        host,
                        digits,
                        DOTS.matcher(String.valueOf(uri.getRawPath())).find() ? uri.normalize() : uri)))
                .orElseGet(() -> new Invalid("has no host name"));
    }

    private static WebsiteUrl of(String scheme, String host, String port, URI uri) {
        boolean standardPort = port.isEmpty() || Integer.parseInt(port) == (scheme.equals("https") ? 443 : 80);
        String authority = standardPort ? host : host + ":" + Integer.parseInt(port);
        String path =
                uri.getRawPath() == null ? "" : UP.matcher(uri.getRawPath()).replaceFirst("");
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        URI fetched = URI.create(
                scheme + "://" + authority + (path.isEmpty() ? "/" : path) + (query.isEmpty() ? "" : "?" + query));
        String kept = Arrays.stream(query.split("&", -1))
                .filter(parameter -> !parameter.isEmpty() && !tracking(parameter))
                .sorted()
                .collect(Collectors.joining("&"));
        String site = (authority.startsWith("www.") ? authority.substring(4) : authority)
                + withoutLast(
                        '/', SLASHES.matcher(path.toLowerCase(Locale.ROOT)).replaceAll("/"))
                + (kept.isEmpty() ? "" : "?" + kept);
        return new WebsiteUrl(fetched, site);
    }

    private static String withoutLast(char end, String text) {
        return !text.isEmpty() && text.charAt(text.length() - 1) == end ? text.substring(0, text.length() - 1) : text;
    }

    private static boolean tracking(String parameter) {
        String name = parameter.split("=", 2)[0].toLowerCase(Locale.ROOT);
        return name.startsWith("utm_") || TRACKING.contains(name);
    }

    /** The host in ASCII, lower-cased; empty where it is none. */
    private static Optional<String> host(String name) {
        String host;
        try {
            host = name.startsWith("[") ? name : IDN.toASCII(URLDecoder.decode(name, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        host = withoutLast('.', host.toLowerCase(Locale.ROOT));
        boolean named = host.contains(".") || host.startsWith("[") || host.equals("localhost");
        return named && HOST.matcher(host).matches() ? Optional.of(host) : Optional.empty();
    }

    /**
     * Percent-encodes what people leave in addresses and {@link URI} refuses, in path and query; undoes the encoding of
     * letters, digits and {@code -._~}, which changes nothing, so that equal addresses look equal. Drops the fragment.
     */
    private static String encoded(String text) {
        String whole = text.contains("#") ? text.substring(0, text.indexOf('#')) : text;
        Matcher authority = AUTHORITY.matcher(whole);
        int start = authority.lookingAt() ? authority.end() : 0;
        StringBuilder out = new StringBuilder(whole.substring(0, start));
        for (int i = start; i < whole.length(); ) {
            int point = whole.codePointAt(i);
            if (point == '%' && ENCODED.matcher(whole).region(i, whole.length()).lookingAt()) {
                int octet = Integer.parseInt(whole.substring(i + 1, i + 3), 16);
                boolean plain = octet < 0x80 && (Character.isLetterOrDigit(octet) || "-._~".indexOf(octet) >= 0);
                out.append(
                        plain
                                ? Character.toString(octet)
                                : whole.substring(i, i + 3).toUpperCase(Locale.ROOT));
                i += 3;
                continue;
            }
            if (point > 0x7e || point <= ' ' || "%\"<>\\^`{|}[]".indexOf(point) >= 0) {
                String octets = URLEncoder.encode(Character.toString(point), StandardCharsets.UTF_8);
                out.append(octets.replace("+", "%20"));
            } else {
                out.appendCodePoint(point);
            }
            i += Character.charCount(point);
        }
        return out.toString();
    }
}
