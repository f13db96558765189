package com.blossomer.gtm.llm.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.OutputRules;
import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OfflineProviderTest {

    private static final String URL = "https://quaymark.example/";
    private static final List<String> COMPANY = List.of(
            "Book every truck into a dock slot",
            "Quaymark gives warehouses a booking page where carriers choose their own slot. Dispatchers stop answering the phone.",
            "Slot booking for carriers",
            "Carriers see the free slots of your docks and book one in a minute, without an account.",
            "Detention proof",
            "Quaymark records when a truck arrives, docks and leaves, so that fees can be disputed with facts.",
            "Yard overview",
            "Everybody on site sees which trailer stands where and what is due next.",
            "Warehouses lose hours every day to phone calls about arrival times.",
            "We cut waiting times in half within a month.",
            "Mara Lindqvist, Head of Logistics, Northfell Foods",
            "Plans start at $99 per month for each site.");

    @Test
    void a_company_is_read_as_a_person_would_read_it() {
        Drafting drafting = Drafting.of(URL, Drafting.site(URL, "Quaymark | Dock booking", COMPANY), null);

        JsonNode overview = drafting.asset("overview");
        assertThat(overview.path("company_name").asText()).isEqualTo("Quaymark");
        assertThat(overview.path("company_url").asText()).isEqualTo(URL);
        assertThat(overview.path("capabilities").findValuesAsText("name"))
                .containsExactly("Slot booking for carriers", "Detention proof", "Yard overview");
        assertThat(overview.path("existing_customers").path(0).asText()).isEqualTo("Northfell Foods");
        assertThat(overview.path("problems_addressed").path(0).asText()).contains("phone calls");
        assertThat(overview.path("assumptions").path(0).asText()).startsWith(Draft.NOTE);
        assertThat(drafting.assets).hasSize(6);
    }

    @Test
    void an_email_joins_from_its_parts_and_keeps_its_length() {
        JsonNode email =
                Drafting.of(URL, Drafting.site(URL, "Quaymark", COMPANY), null).asset("email");

        assertThat(email.path("word_count").asInt()).isBetween(50, 100);
        assertThat(email.path("follow_up_word_count").asInt()).isBetween(15, 60);
        assertThat(email.path("full_email_body").asText()).contains("{{first_name}}", "The Quaymark team");
    }

    @Test
    void worn_words_of_the_page_stay_out_of_the_email() {
        List<String> page = List.of(
                "Acme",
                "Acme is a revolutionary platform that streamlines work for teams of every size.",
                "Leverage our solution",
                "Our cutting-edge solution leverages synergy so that your teams can do more with less.",
                "A platform for all",
                "The platform connects everything that your company does in one place, without code.");

        assertThat(Drafting.of(URL, Drafting.site(URL, "Acme", page), null).problems)
                .isEmpty();
    }

    @Test
    void what_the_user_says_of_their_customers_wins() {
        String context = "We sell to mid-size cold-storage warehouses in Germany, usually to operations managers.";
        JsonNode icp = Drafting.of(URL, Drafting.site(URL, "Quaymark", COMPANY), context)
                .asset("icp");

        assertThat(icp.path("icp_source").asText()).isEqualTo("user");
        assertThat(icp.path("name").asText()).contains("cold-storage warehouses in Germany");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "idk",
                "n/a",
                "asdf qwrtz ghjkl",
                "purple seventeen the of dancing lamp",
                "{\"target\":\"dunno\"}"
            })
    void nonsense_is_ignored_and_said_so_and_leaves_no_trace(String context) {
        Drafting drafting = Drafting.of(URL, Drafting.site(URL, "Quaymark", COMPANY), context);
        JsonNode icp = drafting.asset("icp");

        assertThat(icp.path("icp_source").asText()).isEqualTo("inferred");
        assertThat(icp.path("reasoning").asText()).contains("was ignored");
        assertThat(drafting.assets.toString()).doesNotContain("dunno", "seventeen", "asdf", "idk");
    }

    static Stream<List<String>> oddPages() {
        return Stream.of(
                List.of("We repair bicycles. Come by on weekdays. Prices depend on the work."),
                List.of(
                        "Wir machen Buchhaltung für kleine Betriebe einfach. Belege werden fotografiert und verbucht."
                                + " Der Steuerberater sieht alles sofort.",
                        "Preise",
                        "Ab 19 € im Monat, ohne Vertrag."),
                List.of("私たちは中小企業の会計を簡単にします。領収書を撮影するだけです。税理士がすぐに確認できます。"),
                List.of("نساعد الشركات الصغيرة على إدارة الحسابات. صوّر الإيصال فقط. يرى المحاسب كل شيء فورا."),
                List.of(
                        "Price {{first_name}} [today] <now> 100% \u2014 what if -- it works? \ud83d\ude80\ud83d\ude80 \ufffd\ufffd",
                        "A \"quoted\" thing: {curly} & <b>bold</b>, isn\u2019t it?", "x y z", "\u00a9 2020"),
                List.of("Our team writes long pages about many things and never stops. ".repeat(3_000)),
                List.of("one-word", "Another", "Third", "Fourth line that says a little more than the others do"),
                List.of("A sentence without an end that goes on " + "and on ".repeat(400)));
    }

    @ParameterizedTest
    @MethodSource("oddPages")
    void odd_pages_still_yield_six_valid_drafts(List<String> page) {
        for (String title :
                List.of("", "Home", "Bücher & Söhne \u2014 \"Büro\" | Start", "The Platform Solutions Company")) {
            Drafting drafting = Drafting.of("http://127.0.0.1:8099/acme/", Drafting.site(URL, title, page), null);

            assertThat(drafting.problems).isEmpty();
            assertThat(drafting.assets).hasSize(6);
        }
    }

    @Test
    void the_same_page_gives_the_same_drafts() {
        assertThat(Drafting.of(URL, Drafting.site(URL, "Quaymark", COMPANY), null).assets)
                .isEqualTo(Drafting.of(URL, Drafting.site(URL, "Quaymark", COMPANY), null).assets);
    }

    @Test
    void an_asset_type_that_it_does_not_know_is_written_from_its_schema() {
        String schema = """
                {"type":"object","additionalProperties":false,"required":["headline","points","level","count"],"properties":{
                "headline":{"type":"string","x-max-words":5},"level":{"type":"string","enum":["high","low"]},
                "count":{"type":"integer","minimum":1},
                "points":{"type":"array","minItems":2,"items":{"type":"object","additionalProperties":false,
                "required":["quote"],"properties":{"quote":{"type":"string","x-quote":["website"],"x-max-words":60}}}}}}""";
        AssetType overview = Drafting.CATALOG.get("overview");
        String user = overview.prompt()
                .render(new com.blossomer.gtm.catalog.PromptInputs(
                        URL, Drafting.site(URL, "Quaymark", COMPANY), Map.of(), null))
                .user();
        LlmOutcome outcome = new OfflineProvider()
                .complete(new LlmRequest(
                        "sketch",
                        "extractive-1",
                        URL,
                        "",
                        user,
                        schema,
                        schema,
                        0,
                        100,
                        List.of(),
                        Duration.ofSeconds(1)));

        assertThat(OutputRules.of(schema).check(((LlmOutcome.Completed) outcome).text(), user, URL))
                .isInstanceOf(OutputRules.Valid.class);
    }
}
