package com.blossomer.gtm.content;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says which addresses may be asked for. Every outbound URL that a user or a page can influence goes through here:
 * {@link #refusal(URI)} for the URL as written, {@link #permits} for each address that its name resolves to. Only an
 * address that was passed to {@code permits} may be connected to, or a second resolution could say something else.
 */
final class FetchGuard {

    private static final Set<Integer> USUAL_PORTS = Set.of(80, 443, 8080, 8443);
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:^|.*\\.)(?:\\d+|0[xX][0-9a-fA-F]*)\\.?$");
    private static final Pattern DOTTED_DECIMAL =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    /** IANA's special-purpose IPv4 blocks, multicast and reserved space, and Azure's metadata and DNS address. */
    private static final List<Network> REFUSED = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            // Inside 2000::/3: protocol assignments (Teredo, ORCHID, benchmarks), documentation, 6to4.
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20");

    /** Of IPv6 only this is the public internet; all else is local, mapped, translated, multicast or unassigned. */
    private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");

    private final List<Network> allowed;

    FetchGuard(List<String> allowed) {
        this.allowed = allowed.stream().map(Network::parse).toList();
    }

    /** Why this URL is refused whatever its name resolves to; empty when the addresses decide. */
    Optional<FetchFailure> refusal(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.of(FetchFailure.blocked("Only http and https addresses are fetched; this one is "
                    + (scheme.isEmpty() ? "without a scheme" : scheme) + "."));
        }
        if (uri.getRawUserInfo() != null
                || (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@"))) {
            return Optional.of(FetchFailure.blocked("Addresses with credentials are not fetched; remove them."));
        }
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            return Optional.of(FetchFailure.invalidUrl("The address has no valid host name; check its spelling."));
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            return Optional.of(FetchFailure.invalidUrl("The address has a port that does not exist; correct it."));
        }
        if (host.contains("%")) {
            return Optional.of(FetchFailure.blocked("Addresses with an IPv6 zone are not fetched."));
        }
        if (host.startsWith("[")) {
            return literalRefusal(host.substring(1, host.length() - 1), port(uri));
        }
        if (ENDS_IN_NUMBER.matcher(host).matches()) {
            return DOTTED_DECIMAL.matcher(host).matches()
                    ? literalRefusal(host, port(uri))
                    : Optional.of(FetchFailure.blocked(
                            "The host is a number in an unusual spelling; use the site's name instead."));
        }
        return Optional.empty();
    }

    private Optional<FetchFailure> literalRefusal(String literal, int port) {
        try {
            return permits(InetAddress.ofLiteral(literal), port)
                    ? Optional.empty()
                    : Optional.of(FetchFailure.blockedAddress(literal, port));
        } catch (IllegalArgumentException e) {
            return Optional.of(FetchFailure.invalidUrl("The address has no valid host name; check its spelling."));
        }
    }

    /** Whether this address may be connected to. */
    boolean permits(InetAddress address, int port) {
        if (allowed.stream().anyMatch(network -> network.contains(address))) {
            return true;
        }
        return USUAL_PORTS.contains(port) && isPublic(address);
    }

    /** Whether a host is given as an address of an allowed network, or as {@code localhost} where that is allowed. */
    boolean isOwn(String host) {
        try {
            String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            InetAddress address = InetAddress.ofLiteral(literal.equalsIgnoreCase("localhost") ? "127.0.0.1" : literal);
            return allowed.stream().anyMatch(network -> network.contains(address));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isPublic(InetAddress address) {
        // Java's own questions first, so that a mistake in the tables does not open the obvious ones.
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        if (REFUSED.stream().anyMatch(network -> network.contains(address))) {
            return false;
        }
        return address.getAddress().length == 4 || GLOBAL_UNICAST.contains(address);
    }

    /** The port that a URL means. */
    static int port(URI uri) {
        if (uri.getPort() != -1) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static List<Network> networks(String... cidrs) {
        return List.of(cidrs).stream().map(Network::parse).toList();
    }
}
