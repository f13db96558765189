package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that are broken, or made to break readers: each is read in bounded time and memory, and what is text is found. */
final class HostileHtmlTest {

    private static final URI URL = URI.create("https://harbor.example/");
    private static final String TEXT = "We book freight for small importers.";
    private static final int MIB = 1_024 * 1_024;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>%s",
                "<div><p>%s</div></p></p></span>",
                "<b><i><p>%s</b></i>",
                "<p>%s</p",
                "<p class=\"open>x</p><p class=\"a\">%s</p>",
                "<p class=a class=b =c 'd' \"e\" f=>%s</p>",
                "<p>%s\0</p>",
                "\0\0<p>%s</p>",
                "<p>%s&#0;&#xFFFFFFFF;&bogus;&amp</p>",
                "<table><p>%s</p><tr><td></table>",
                "<select><option>x<p>y</select><p>%s</p>",
                "<a href='x'><a href='y'></a><p>%s</p>",
                "</html></body><p>%s</p><body><head>",
                "<!-- a <!-- b --><p>%s</p><!-- never closed",
                "<![CDATA[ x ]]><?php echo 1 ?><p>%s</p>",
                "<svg><p>%s</p></svg>",
                "<template><p>x</template><p>%s</p>",
                "<script>var a = '</p>';</script><p>%s</p><script>",
                "<h1><h2>%s</h1></h2>",
                "<ul><li><ul><li>%s<li></ul>",
                "<frameset><frame></frameset><p>%s</p>",
                "<title>t</title><p>%s</p><style>"
            })
    @Timeout(10)
    void malformed_pages_are_read_like_browsers_read_them(String html) {
        PageText page = extract(html.formatted(TEXT));

        boolean framed = html.startsWith("<frameset") || html.startsWith("<p class=\"open");
        assertThat(MainText.of(page)).contains(framed ? "" : TEXT).doesNotContain("\0");
    }

    static Stream<Arguments> hugePages() {
        return Stream.of(
                shape("one text", n -> "<p>" + "word ".repeat(n / 5)),
                shape("one attribute", n -> "<p class='" + "a-b ".repeat(n / 4) + "'>" + TEXT),
                shape("one style", n -> "<p style='" + "display ".repeat(n / 8) + "'>" + TEXT),
                shape("one alt text", n -> "<div class=logo><img alt='" + "x".repeat(n) + "'></div>" + TEXT),
                shape("one entity", n -> "<p>&" + "a".repeat(n) + ";" + TEXT),
                shape("one comment", n -> "<!--" + "-".repeat(n) + "-->" + TEXT),
                shape("many siblings", n -> "<p class=menu>a</p>".repeat(n / 19 / 5)),
                shape("many links", n -> "<a href='/about/a'>About</a> ".repeat(n / 29 / 5)),
                shape("many unclosed", n -> "<b>x<p>".repeat(n / 7 / 50)),
                shape("many attributes", n -> "<p " + numbered("a", n / 10) + ">" + TEXT),
                shape("many names", n -> numbered("<p class='nav", "'>x", n / 24)),
                shape("nested menus", n -> "<div class=menu>a".repeat(n / 17 / 10)),
                shape("nested lists", n -> "<ul><li>a".repeat(n / 9 / 10)),
                shape("nested quotes", n -> "<blockquote>a".repeat(n / 13 / 10)),
                shape("foster parents", n -> "<table>a".repeat(n / 8 / 50)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hugePages")
    @Timeout(60)
    void five_megabytes_of_one_thing_end_soon(String name, IntFunction<String> page) {
        String html = page.apply(5 * MIB);

        assertThat(extract(html).chars()).as(name).isLessThanOrEqualTo(html.length());
        assertThat(Links.telling(Extractor.parse(html, URL), URL, 4)).hasSizeLessThanOrEqualTo(4);
    }

    /** Allocation is counted, not time: it does not depend on the machine, and every pass over a page allocates. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("hugePages")
    @Timeout(60)
    void twice_the_page_costs_twice_the_memory(String name, IntFunction<String> page) {
        extract(page.apply(1_000));

        long once = allocated(page.apply(MIB / 8));
        long twice = allocated(page.apply(MIB / 4));

        assertThat(twice).as(name).isLessThan(once * 5 / 2 + MIB);
    }

    private static long allocated(String html) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        extract(html);
        return thread.getCurrentThreadAllocatedBytes() - before;
    }

    private static Arguments shape(String name, IntFunction<String> page) {
        return Arguments.of(name, page);
    }

    private static String numbered(String prefix, int count) {
        return numbered(prefix, "=1 ", count);
    }

    private static String numbered(String prefix, String suffix, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(count, 30_000); i++) {
            text.append(prefix).append(i).append(suffix);
        }
        return text.toString();
    }

    private static PageText extract(String html) {
        return Extractor.extract(Extractor.parse(html, URL), URL);
    }
}
