package com.blossomer.gtm.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebsiteUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // as written | what is fetched | the site key
                "acme.com | https://acme.com/ | acme.com",
                "  acme.com  | https://acme.com/ | acme.com",
                "ACME.com | https://acme.com/ | acme.com",
                "www.acme.com | https://www.acme.com/ | acme.com",
                "http://acme.com | http://acme.com/ | acme.com",
                "HTTPS://Acme.Com/ | https://acme.com/ | acme.com",
                "//acme.com/a | https://acme.com/a | acme.com/a",
                "https:acme.com | https://acme.com/ | acme.com",
                "https:/acme.com/a | https://acme.com/a | acme.com/a",
                "https://acme.com. | https://acme.com/ | acme.com",
                "https://acme.com/about/ | https://acme.com/about/ | acme.com/about",
                "https://acme.com/About | https://acme.com/About | acme.com/about",
                "https://acme.com//a///b | https://acme.com//a///b | acme.com/a/b",
                "https://acme.com/a/../b/./c | https://acme.com/b/c | acme.com/b/c",
                "https://acme.com/#pricing | https://acme.com/ | acme.com",
                "https://acme.com/a#b/c?d | https://acme.com/a | acme.com/a",
                "https://acme.com:443/ | https://acme.com/ | acme.com",
                "http://acme.com:80 | http://acme.com/ | acme.com",
                "https://acme.com:8443/x | https://acme.com:8443/x | acme.com:8443/x",
                "acme.com:8080 | https://acme.com:8080/ | acme.com:8080",
                "acme.com: | https://acme.com/ | acme.com",
                "localhost:8080/a | https://localhost:8080/a | localhost:8080/a",
                "http://127.0.0.1:9000/acme/ | http://127.0.0.1:9000/acme/ | 127.0.0.1:9000/acme",
                "http://[::1]:9000/a | http://[::1]:9000/a | [::1]:9000/a",
                "http://[2001:DB8::1]/ | http://[2001:db8::1]/ | [2001:db8::1]",
                "https://acme.com/?utm_source=x&utm_medium=y | https://acme.com/?utm_source=x&utm_medium=y | acme.com",
                "https://acme.com?gclid=1 | https://acme.com/?gclid=1 | acme.com",
                "https://acme.com/?b=2&a=1&fbclid=z | https://acme.com/?b=2&a=1&fbclid=z | acme.com?a=1&b=2",
                "https://acme.com/?Q=Case | https://acme.com/?Q=Case | acme.com?Q=Case",
                "https://acme.com/? | https://acme.com/ | acme.com",
                "https://acme.com/a b | https://acme.com/a%20b | acme.com/a%20b",
                "https://acme.com/caf\u00e9 | https://acme.com/caf%C3%A9 | acme.com/caf%c3%a9",
                "https://acme.com/caf%C3%A9 | https://acme.com/caf%C3%A9 | acme.com/caf%c3%a9",
                "https://acme.com/%7Ejoe | https://acme.com/~joe | acme.com/~joe",
                "https://acme.com/100% | https://acme.com/100%25 | acme.com/100%25",
                "https://acme.com/?q=a b|https://acme.com/?q=a%20b|acme.com?q=a%20b",
                "acme.com?q=caf\u00e9|https://acme.com/?q=caf%C3%A9|acme.com?q=caf%C3%A9",
                "https://b\u00fccher.example | https://xn--bcher-kva.example/ | xn--bcher-kva.example",
                "B\u00dcCHER.example | https://xn--bcher-kva.example/ | xn--bcher-kva.example",
                "https://xn--bcher-kva.example | https://xn--bcher-kva.example/ | xn--bcher-kva.example",
                "https://\u4f8b\u3048.jp/\u4f1a\u793e | https://xn--r8jz45g.jp/%E4%BC%9A%E7%A4%BE | xn--r8jz45g.jp/%e4%bc%9a%e7%a4%be",
                "https://my_shop.acme.com | https://my_shop.acme.com/ | my_shop.acme.com",
                "https://acme.com/a@b | https://acme.com/a@b | acme.com/a@b",
                "https://wwwacme.com | https://wwwacme.com/ | wwwacme.com",
            })
    void an_address_is_normalised(String written, String fetched, String site) {
        assertThat(WebsiteUrl.parse(written)).isInstanceOfSatisfying(WebsiteUrl.Valid.class, valid -> {
            assertThat(valid.url().uri()).hasToString(fetched);
            assertThat(valid.url().site()).isEqualTo(site);
            assertThat(WebsiteUrl.parse(fetched)).isEqualTo(valid);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is empty",
                "'   ' | is empty",
                "not a url | is not a URL",
                "acme | has no host name",
                "https:// | is not a URL",
                "https:///path | has no host name",
                "ftp://acme.com | scheme ftp",
                "file:///etc/passwd | scheme file",
                "javascript:alert(1) | scheme javascript",
                "mailto:joe@acme.com | scheme mailto",
                "data:text/html,x | scheme data",
                "https://joe:secret@acme.com | carries credentials",
                "joe@acme.com | carries credentials",
                "https://acme.com@evil.example/ | carries credentials",
                "https://acme.com:99999/ | port",
                "https://acme.com:0/ | port",
                "https://acme..com | has no host name",
                "https://.acme.com | has no host name",
                "https://-acme.com | has no host name",
                "https://acme.com:port/ | port",
                "https://[::1 | is not a URL",
                "https://[nonsense]/ | is not a URL",
                "https://ac me.com/ | is not a URL",
                "https://%00acme.com | has no host name",
                "https://acme\\evil.com | is not a URL",
            })
    void what_is_no_address_says_why(String written, String problem) {
        assertThat(WebsiteUrl.parse(written))
                .isInstanceOfSatisfying(
                        WebsiteUrl.Invalid.class,
                        invalid -> assertThat(invalid.problem()).contains(problem));
    }

    @Test
    void a_very_long_address_is_refused() {
        assertThat(WebsiteUrl.parse("https://acme.com/" + "a".repeat(3_000)))
                .isInstanceOfSatisfying(
                        WebsiteUrl.Invalid.class,
                        invalid -> assertThat(invalid.problem()).contains("longer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000",
                "\ud800.com",
                "https://\u202eacme.com",
                "%",
                "::",
                "http://[",
                "?",
                "#",
                "..",
                "\\\\host\\share"
            })
    void garbage_is_refused_and_does_no_harm(String written) {
        assertThat(WebsiteUrl.parse(written)).isInstanceOf(WebsiteUrl.Invalid.class);
    }
}
