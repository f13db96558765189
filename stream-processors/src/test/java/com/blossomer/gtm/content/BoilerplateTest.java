package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is text of a page and what is not, by how pages are built. */
final class BoilerplateTest {

    private static final URI URL = URI.create("https://harbor.example/");
    private static final String PROSE =
            "Every container is insured up to its full value, from the factory gate to your own door.";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<nav>%s</nav>",
                "<div class='site-footer'>%s</div>",
                "<div class='c-siteNav'>%s</div>",
                "<div role='dialog'>%s</div>",
                "<div id='cookieBanner'>%s</div>",
                "<footer>%s</footer>",
                "<header>%s</header>",
                "<form>%s</form>",
                "<p class='sr-only'>%s</p>",
                "<p style='DISPLAY : none'>%s</p>",
                "<p style='color:red;visibility:hidden'>%s</p>",
                "<ol class='footnotes'><li>%s</li></ol>",
                "<div class='hero-illustration'>%s</div>",
                "<div class='related-posts'><a href='/a'>%s</a></div>",
                "<p hidden>%s</p>",
                "<pre>%s</pre>"
            })
    void what_stands_beside_the_text_is_left_out(String html) {
        assertThat(text("<h1>Freight</h1>" + html.formatted(PROSE))).isEqualTo("Freight\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<details><summary>Is it insured?</summary><div aria-hidden=true>%s</div></details>",
                "<button aria-controls=a1>Is it insured?</button><div id=a1 hidden>%s</div>",
                "<h3>Is it insured?</h3><p class='hidden'>%s</p>",
                "<h3>Is it insured?</h3><div class='accordion-dropdown' role=region>%s</div>",
                "<section><h3>Is it insured?</h3><footer>%s</footer></section>",
                "<section><h3>Is it insured?</h3><div class='card__footer'>%s</div></section>",
                "<h3>Is it insured?</h3><div class='hidden lg:block'>%s</div>",
                "<h3>Is it insured?</h3><div class='group/tooltip lg:menu'>%s</div>",
                "<h3>Is it insured?</h3><div class='related-posts'>%s</div>"
            })
    void what_is_folded_away_or_only_named_like_a_menu_is_text(String html) {
        assertThat(text("<h1>Freight</h1>" + html.formatted(PROSE)))
                .isEqualTo("Freight\nIs it insured?\n" + PROSE + "\n");
    }

    @Test
    void a_page_that_is_wrapped_in_something_named_after_its_menu_is_read() {
        assertThat(text("<div class='menu-closed'><h1>Freight</h1><p>" + PROSE + "</p></div>"))
                .isEqualTo("Freight\n" + PROSE + "\n");
    }

    @Test
    void hidden_links_that_a_button_opens_are_a_menu() {
        String menu = "<button aria-controls=m>Menu</button><div id=m hidden>"
                + "<a href='/a'>Ocean freight for small importers</a> <a href='/b'>Air freight for perishable goods</a></div>";

        assertThat(text("<h1>Freight</h1>" + menu)).isEqualTo("Freight\n");
    }

    @Test
    void buttons_rows_of_buttons_trails_and_spelled_words_are_no_text() {
        assertThat(text("<h1>Freight</h1><a href='/s'>Start free</a>"
                        + "<div><a href='/s'>Start free today</a> <a href='/t'>Talk to us</a> <a href='/d'>See a short demo</a></div>"
                        + "<p><a href='/'>Home</a> » <a href='/services'>Services</a> » Freight</p>"
                        + "<div><span>F</span> <span>a</span> <span>s</span> <span>t</span> <span>e</span> <span>r</span></div>"
                        + "<button>Is it insured?</button><p>" + PROSE + "</p>"))
                .isEqualTo("Freight\nIs it insured?\n" + PROSE + "\n");
    }

    @Test
    void scattered_words_of_a_drawn_product_are_no_text_and_lists_and_a_few_labels_are() {
        String drawn = "<div>" + words("<div>Ticket ", "</div>", 12) + "</div>";
        String list = "<ul>" + words("<li>Port ", "</li>", 12) + "</ul>";
        String labels = words("<div>Label ", "</div>", 3);

        String text = text("<h1>Freight</h1>" + drawn + "<p>" + PROSE + "</p>" + list + "<p>Sum of all.</p>" + labels);

        assertThat(text).doesNotContain("Ticket").contains("Port 12", "Label 3");
    }

    @Test
    void the_alt_texts_of_logos_name_customers_beside_the_text() {
        PageText page =
                extract("<h1>Freight</h1><div class=logos><img alt='Oakline logo'><img alt='Bright Toys'></div>");

        assertThat(MainText.of(page)).isEqualTo("Freight\n");
        assertThat(page.sections())
                .last()
                .satisfies(section -> assertThat(section.getKind()).isEqualTo("customers"))
                .satisfies(section -> assertThat(section.getText()).isEqualTo("Oakline\nBright Toys"));
    }

    private static String words(String before, String after, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> before + i + after).reduce("", String::concat);
    }

    private static String text(String html) {
        return MainText.of(extract(html));
    }

    private static PageText extract(String html) {
        return Extractor.extract(Extractor.parse(html, URL), URL);
    }
}
