package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.StageFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever URL a user gives or a site redirects to: the client opens no socket to an address that is not on the public
 * internet. The sockets of the real client are watched; the name server sends every spelling that the guard lets through
 * to loopback.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusedAddressesTest {

    private static final String FRONT = "127.0.0.9";
    private static final String PUBLIC = "93.184.215.14";
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry(FRONT, FRONT),
            Map.entry("public.example", PUBLIC),
            Map.entry("front.example", FRONT),
            Map.entry("metadata.google.internal", "169.254.169.254"),
            Map.entry("metadata.goog", "169.254.169.254"),
            Map.entry("instance-data.ec2.internal", "169.254.169.254"),
            Map.entry("metadata.azure.internal", "168.63.129.16"),
            Map.entry("metadata.tencentyun.com", "169.254.0.23"),
            Map.entry("metadata.alibaba.example", "100.100.100.200"),
            Map.entry("metadata.oracle.example", "192.0.0.192"),
            Map.entry("kubernetes.default.svc.cluster.local", "10.96.0.1"),
            Map.entry("host.docker.internal", "172.17.0.1"),
            Map.entry("router.example", "192.168.1.1"),
            Map.entry("cgnat.example", "100.64.3.4"),
            Map.entry("multicast.example", "224.0.0.251"),
            Map.entry("broadcast.example", "255.255.255.255"),
            Map.entry("unspecified.example", "0.0.0.0"),
            Map.entry("six-loopback.example", "::1"),
            Map.entry("six-unspecified.example", "::"),
            Map.entry("six-local.example", "fd00:ec2::254"),
            Map.entry("six-link.example", "fe80::1"),
            Map.entry("six-nat64.example", "64:ff9b::a00:1"),
            Map.entry("six-6to4.example", "2002:7f00:1::"),
            Map.entry("six-teredo.example", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
            Map.entry("six-compatible.example", "::7f00:1"));

    private final SocketWatch sockets = new SocketWatch(FRONT);
    private final Site front = new Site(FRONT);
    private final ContentHandler handler = Reading.handler(
            Reading.settings(FRONT + "/32"), Reading.POLITE, new Outside(RefusedAddressesTest::lookup, sockets));

    @AfterAll
    void stop() {
        handler.close();
        front.close();
    }

    @BeforeEach
    void forget() {
        sockets.forget();
    }

    private static InetAddress[] lookup(String host) {
        return new InetAddress[] {InetAddress.ofLiteral(NAMES.getOrDefault(host, "127.0.0.1"))};
    }

    /** Hosts as they can stand in a URL; ports in the guard's list, so that it is the address that is refused. */
    private static final String HOSTS = """
            127.0.0.1 127.0.0.1:8080 127.1.2.3 127.255.255.255 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1
            100.127.255.255 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255
            198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
            169.254.169.254 169.254.170.2 169.254.0.1 168.63.129.16 100.100.100.200 192.0.0.192 169.254.169.254:8080
            2130706433 2852039166 017700000001 0x7f000001 0x7F.1 0x7f.0x0.0x0.0x1 0177.0.0.1 0177.0.0.01 127.1 127.0.1
            0 0x0 1.1 127.0.0.01 127.000.000.001 00127.0.0.1 127.0.0.0x1 0xa9fea9fe 0251.0376.0251.0376 169.254.43518
            256.256.256.256 1.2.3.4.5 4294967296 127.0.0.1. 127.0.0.1.. 10.0.0.1. 0x7f.1. 192.168.0.1.:8080
            [::] [::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::1]:8080 [::ffff:127.0.0.1]
            [::ffff:7f00:1] [::ffff:a9fe:a9fe] [0:0:0:0:0:ffff:10.0.0.1] [::127.0.0.1] [::7f00:1] [::ffff:0:127.0.0.1]
            [64:ff9b::7f00:1] [64:ff9b::169.254.169.254] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:a9fe:a9fe::1]
            [2001:0:7f00:1::] [2001::1] [2001:db8::1] [2001:10::1] [3fff::1] [fc00::1] [fd00:ec2::254] [fd20:ce::254]
            [fe80::1] [fe80::a9fe:a9fe] [febf::1] [fec0::1] [ff02::1] [ff0e::1] [100::1] [5f00::1] [4000::1]
            [fe80::1%25lo] [fe80::1%lo] [::1%25eth0] [fe80::1%251]
            user@public.example user:secret@public.example user@127.0.0.1 public.example@127.0.0.1 @127.0.0.1
            127.0.0.1@public.example public.example%40127.0.0.1 public.example%2f@127.0.0.1 a:b@[::1] x@y@127.0.0.1
            public.example:80@127.0.0.1 public.example:80:80 public.example:0 public.example:65536 public.example:-1
            public.example:22 public.example:25 public.example:6379 public.example:9200 public.example:5432 8.8.8.8:2375
            [2606:4700::1111]:9092 public.example:10250
            １２７.０.０.１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① １６９.２５４.１６９.２５４ ⓛocalhost ₁₂₇.₀.₀.₁
            %31%32%37.0.0.1 127%2e0%2e0%2e1 %6c%6f%63%61%6c%68%6f%73%74 127.0.0.1%00.public.example 127.0.0.1%20
            127.0.0.1%0d%0a 127.0.0.1\\@public.example public.example\\@127.0.0.1 127.0.0.1\\.public.example
            127.0.0.1#@public.example 127.0.0.1?@public.example 127.0.0.1;public.example 127.0.0.1,public.example
            localhost LOCALHOST localhost. localhost:8080 foo.localhost localhost.localdomain ip6-localhost
            127.0.0.1.nip.io 7f000001.rebind.example lvh.me localtest.me metadata metadata.google.internal
            metadata.google.internal. METADATA.GOOGLE.INTERNAL metadata.goog instance-data.ec2.internal
            metadata.azure.internal metadata.tencentyun.com metadata.alibaba.example metadata.oracle.example
            kubernetes.default.svc.cluster.local host.docker.internal router.example cgnat.example multicast.example
            broadcast.example unspecified.example six-loopback.example six-unspecified.example six-local.example
            six-link.example six-nat64.example six-6to4.example six-teredo.example six-compatible.example
            xn--0-ccc.example xn--.example -.example a..b ... . .127.0.0.1 null undefined
            """;

    private static final List<String> WHOLE = List.of(
            "ftp://public.example/",
            "file:///etc/passwd",
            "file://public.example/etc/passwd",
            "gopher://127.0.0.1:70/_x",
            "dict://127.0.0.1:11211/stats",
            "ldap://127.0.0.1/",
            "jar:http://127.0.0.1!/",
            "data:text/html,<p>x",
            "javascript:alert(1)",
            "netdoc:///etc/passwd",
            "mailto:a@127.0.0.1",
            "unix:///var/run/docker.sock",
            "http+unix://%2Fvar%2Frun%2Fdocker.sock/info",
            "ws://127.0.0.1/",
            "view-source:http://127.0.0.1/",
            "//127.0.0.1/",
            "//[::1]/",
            "///127.0.0.1/",
            "http:127.0.0.1",
            "http:/127.0.0.1/",
            "http:///127.0.0.1/",
            "http:////127.0.0.1/",
            "http:\\\\127.0.0.1\\",
            "http:/\\127.0.0.1/",
            "\\\\127.0.0.1\\",
            "http://127.0.0.1\t/",
            "http://127.0.0.1\r\nHost: public.example/",
            "http://public.example\r\n@127.0.0.1/",
            "http://[::1",
            "http://::1/",
            "http://[127.0.0.1]/",
            "http://[::ffff:127.0.0.1.]/",
            "http://[v1.127.0.0.1]/",
            "http:// 127.0.0.1/",
            "http://",
            "http://?",
            "http://#",
            "hTTp://127.0.0.1/",
            "HTTP://[::1]/",
            "https://127.0.0.1/",
            "https://169.254.169.254/",
            "https://localhost/");

    static Stream<String> vectors() {
        return Stream.concat(
                Arrays.stream(HOSTS.strip().split("\\s+")).map(host -> "http://" + host + "/"), WHOLE.stream());
    }

    @Test
    void there_are_more_than_two_hundred() {
        assertThat(vectors().distinct().count()).isEqualTo(vectors().count()).isGreaterThan(200);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void given_by_a_user_it_opens_no_socket(String url) throws InterruptedException {
        StageFailure failure = Reading.failure(handler, url);

        assertThat(sockets.connected()).isEmpty();
        assertThat(failure.getReason()).isIn("blocked_address", "invalid_url");
        assertThat(failure.getDetail()).endsWith(".").hasSizeGreaterThan(20);
    }

    /** A header's value has no line ends, and a leading backslash or a missing host makes a path of the same site. */
    @ParameterizedTest
    @MethodSource("vectors")
    void given_by_a_redirect_it_opens_no_socket(String url) throws InterruptedException {
        String header = url.replaceAll("[\r\n]", "");
        String path = "/" + Integer.toHexString(url.hashCode());
        front.redirect(path, header);

        StageFailure failure = Reading.failure(handler, front.url(path));

        assertThat(sockets.addresses()).as("others than the front's").isSubsetOf(FRONT);
        assertThat(failure.getReason()).isIn("blocked_address", "invalid_url", "not_found");
    }

    @Test
    void a_public_address_is_connected_to_or_these_tests_would_prove_nothing() throws InterruptedException {
        Reading.failure(handler, "http://public.example/");

        assertThat(sockets.connected()).containsExactly(new InetSocketAddress(InetAddress.ofLiteral(PUBLIC), 80));
    }

    @ParameterizedTest
    @CsvSource({
        "301,http://127.0.0.1/",
        "302,http://10.0.0.1/",
        "303,http://[::1]/",
        "307,http://router.example/",
        "308,http://metadata.google.internal/",
        "302,//router.example/",
        "302,//127.0.0.1:8080/",
        "302,https://router.example/",
        "302,http://user:secret@front.example/",
        "302,file:///etc/passwd",
        "302,gopher://127.0.0.1/",
        "302,http://router.example:8080/../admin"
    })
    void a_chain_of_redirects_from_a_good_host_to_a_bad_one_opens_no_socket_to_it(int status, String end)
            throws InterruptedException {
        String first = "/chain-" + Integer.toHexString(end.hashCode());
        front.redirect(first, 301, "http://front.example:" + front.port() + first + "/a/");
        front.redirect(first + "/a/", 302, "../b");
        front.redirect(first + "/b", status, end);

        StageFailure failure = Reading.failure(handler, front.url(first));

        assertThat(sockets.addresses()).as("others than the front's").isSubsetOf(FRONT);
        assertThat(failure.getReason()).isEqualTo("blocked_address");
    }

    @Test
    void a_refresh_in_the_page_is_not_followed() throws InterruptedException {
        front.html("/refresh", "<meta http-equiv=refresh content='0; url=http://127.0.0.1/'><p>Wait a moment.");

        assertThat(Reading.failure(handler, front.url("/refresh")).getReason()).isEqualTo("insufficient_content");
        assertThat(sockets.addresses()).as("others than the front's").isSubsetOf(FRONT);
    }

    /** A rebinding name server says something else each time: whatever was checked must be what is connected to. */
    @Test
    void each_socket_goes_to_the_address_of_the_one_lookup_that_was_checked_for_it() throws InterruptedException {
        AtomicInteger lookups = new AtomicInteger();
        GuardedDns.Lookup rebinding = host ->
                new InetAddress[] {InetAddress.ofLiteral(lookups.getAndIncrement() % 2 == 0 ? PUBLIC : "127.0.0.1")};
        try (ContentHandler rebound =
                Reading.handler(Reading.settings(), Reading.NO_ROBOTS, new Outside(rebinding, sockets))) {
            for (int attempt = 0; attempt < 6; attempt++) {
                Reading.failure(rebound, "http://rebind.example/");
            }
        }

        assertThat(lookups).hasValue(6);
        assertThat(sockets.addresses()).containsExactly(PUBLIC, PUBLIC, PUBLIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1 93.184.215.14",
                "93.184.215.14 10.0.0.1",
                "::1 169.254.169.254 93.184.215.14 fd00::1",
                "::ffff:10.0.0.1 93.184.215.14"
            })
    void of_a_mixture_only_the_public_addresses_are_tried(String addresses) throws InterruptedException {
        GuardedDns.Lookup mixture = host ->
                Arrays.stream(addresses.split(" ")).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        try (ContentHandler mixed =
                Reading.handler(Reading.settings(), Reading.NO_ROBOTS, new Outside(mixture, sockets))) {
            Reading.failure(mixed, "http://mixed.example/");
        }

        assertThat(sockets.addresses()).containsExactly(PUBLIC);
    }

    @Test
    void a_name_that_the_name_server_does_not_know_opens_no_socket() throws InterruptedException {
        GuardedDns.Lookup none = host -> {
            throw new UnknownHostException(host);
        };
        try (ContentHandler lost = Reading.handler(Reading.settings(), Reading.POLITE, new Outside(none, sockets))) {
            assertThat(Reading.failure(lost, "http://unknown.example/").getReason())
                    .isEqualTo("unreachable");
        }
        assertThat(sockets.connected()).isEmpty();
    }
}
