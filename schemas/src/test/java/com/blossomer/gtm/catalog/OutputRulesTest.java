package com.blossomer.gtm.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.OutputRules.Checked;
import com.blossomer.gtm.catalog.OutputRules.Declined;
import com.blossomer.gtm.catalog.OutputRules.Invalid;
import com.blossomer.gtm.catalog.OutputRules.Valid;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputRulesTest {

    private static final String BANNED =
            "\"x-banned-phrases\":[\"streamline\",\"leverage\",\"synergy\",\"platform\",\"solution\",\"cutting-edge\",\"revolutionary\"]";
    private static final String PROMPT = """
            <website url="https://acme.example">
            <page url="https://acme.example/">
            <section kind="hero" heading="Parcels, on time">
            We don’t lose parcels – ever. Over 1,200 shops trust us
            with “fragile” goods. Rated 4.9 by R&D teams; latency ‹ 5 ms.
            </section>
            </page>
            <page url="https://acme.example/pricing">
            <section kind="pricing">
            Plans start at $49 a month.
            </section>
            </page>
            </website>

            <overview>
            {
            "company_name": "Parcel Platform",
            "capabilities": [{"name": "Route planning","evidence":[{"quote":"We said \\"now\\"","url":"https://acme.example/"}]},{"name":"Returns desk"}],
            "icp_source": "user"
            }
            </overview>
            """;

    static Stream<Arguments> texts() {
        String questions = "\"x-no-rhetorical-question\":true";
        String placeholders = "\"x-placeholders\":[\"first_name\",\"company_name\"]";
        String numbers = "\"x-numbers-in-input\":true";
        return Stream.of(
                Arguments.of("\"x-max-words\":3", "one two three", "one two three four"),
                Arguments.of("\"x-max-words\":3", "one - two | three", "a b-c d/e f"),
                Arguments.of("\"x-min-words\":2", "Hi {{first_name}},", "Hi —"),
                Arguments.of("\"x-max-sentences\":2", "One e.g. this. Two at Acme Inc. now.", "One. Two. Three."),
                Arguments.of("\"x-min-sentences\":2", "One is 1.5 long. Two.", "Only one at 1.5 of it."),
                Arguments.of(BANNED, "A plain form of dissolution", "A Platform for all"),
                Arguments.of(BANNED, "We edge cutting boards", "Our cutting edge tool"),
                Arguments.of(BANNED, "Streamlit and lever age", "It streamlines work"),
                Arguments.of(BANNED, "Synergist", "Think of SYNERGIES."),
                Arguments.of(BANNED, "Evolutionary", "revolutionary"),
                Arguments.of(BANNED, "Parcel Platform picks parcels", "Leveraging parcels"),
                Arguments.of(BANNED, "The platformer game", "solutions-led"),
                Arguments.of("\"x-no-em-dash\":true", "well-known – yes", "well—known"),
                Arguments.of("\"x-no-em-dash\":true", "a - b", "this -- that"),
                Arguments.of(questions, "It hurts. Worth 15 minutes next week?", "Tired of waiting? Call us."),
                Arguments.of(questions, "No question at all.", "Do you wait? Shall we talk?"),
                Arguments.of(questions, "Shall I send a sample?", "What if trucks came on time?"),
                Arguments.of("\"x-capitalised-first-word\":true", "Trucks at seven", "trucks at seven"),
                Arguments.of("\"x-capitalised-first-word\":true", "{{company_name}} docks", "ärger am Dock"),
                Arguments.of(placeholders, "Hi {{first_name}} at {{company_name}}", "Hi {{name}}"),
                Arguments.of(placeholders, "Hi {{first_name}}", "Hi [First Name],"),
                Arguments.of(placeholders, "Hi {{first_name}}", "Hi {first_name},"),
                Arguments.of(placeholders, "In [2024] we", "Hi <name>,"),
                Arguments.of(placeholders, "100% of it", "Hi {{ first_name }}"),
                Arguments.of(numbers, "Rated 4.9 for $49, 1200 shops", "Rated 6 by all"),
                Arguments.of(numbers, "Worth 20 minutes? Or a 15-minute call", "Saves 20 hours"),
                Arguments.of("\"x-quote\":[\"website\"]", "Plans start at $49", "Plans begin at $49"),
                Arguments.of("\"x-quote\":[\"website\"]", "Parcels, on time", "Parcel"),
                Arguments.of("\"x-quote\":[\"website\"]", "trust us with", "Parcels, on time We don’t lose"),
                Arguments.of("\"x-quote\":[\"overview\"]", "We said 'now'", "Route planning"),
                Arguments.of("\"x-quote\":[\"website\"]", "Rated 4.9 by R&D teams", "Rated 49 by R&D teams"),
                Arguments.of("\"x-quote\":[\"website\"]", "$49 a month.", "..."),
                Arguments.of(
                        "\"x-one-of\":{\"block\":\"overview\",\"path\":\"/capabilities/*/name\"}",
                        "route  planning",
                        "Route"),
                Arguments.of("\"x-value-needs-block\":{\"user\":\"user_context\"}", "inferred", "user"),
                Arguments.of("\"enum\":[\"a\",\"b\"]", "a", "c"),
                Arguments.of("\"minLength\":2", "ab", "a"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a_rule_tells_good_from_bad(String keyword, String good, String bad) {
        OutputRules rules = rules("\"a\":{\"type\":\"string\"," + keyword + "}");
        assertThat(check(rules, "{\"a\":" + TextNode.valueOf(good) + "}")).isInstanceOf(Valid.class);
        assertThat(check(rules, "{\"a\":" + TextNode.valueOf(bad) + "}"))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        invalid -> assertThat(invalid.violations())
                                .isNotEmpty()
                                .allSatisfy(violation -> assertThat(violation).startsWith("/a: ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | [\"Trucks wait at the gate\",\"Bills come late\"] | [\"Trucks wait at the gate\",\"The trucks wait at a gate.\"]",
                "true | [\"EU\",\"US\"] | [\"eu\",\"EU\"]",
                "\"n\" | [{\"n\":\"Book loads\"},{\"n\":\"Book trucks\"}] | [{\"n\":\"Book loads\"},{\"n\":\"Book load\"}]",
            })
    void a_list_holds_no_near_duplicates(String setting, String good, String bad) {
        OutputRules rules = rules("\"a\":{\"type\":\"array\",\"x-distinct\":" + setting + "}");
        assertThat(check(rules, "{\"a\":" + good + "}")).isInstanceOf(Valid.class);
        assertThat(violations(check(rules, "{\"a\":" + bad + "}")))
                .singleElement()
                .asString()
                .contains("items 0 and 1");
    }

    @Test
    void parts_join_to_the_whole() {
        OutputRules rules = rules(
                "\"w\":{\"type\":\"string\"},\"a\":{\"type\":\"array\",\"x-joins-to\":{\"of\":\"t\",\"field\":\"w\"}}");
        assertThat(check(rules, "{\"w\":\"Hi,\\n\\nall good.\",\"a\":[{\"t\":\"Hi,\"},{\"t\":\"all good.\"}]}"))
                .isInstanceOf(Valid.class);
        assertThat(violations(
                        check(rules, "{\"w\":\"Hi,\\n\\nall good.\",\"a\":[{\"t\":\"Hi,\"},{\"t\":\"all fine.\"}]}")))
                .singleElement()
                .asString()
                .contains("joined, are not w");
    }

    @Test
    void a_quote_becomes_the_pages_own_words_with_its_page() {
        OutputRules rules = rules("\"quote\":{\"type\":\"string\",\"x-quote\":[\"website\"]},"
                + "\"url\":{\"type\":\"string\",\"x-computed\":{\"source_of\":\"quote\"}}");
        assertThat(
                        check(
                                rules,
                                "{\"quote\":\"We don't lose parcels - ever. Over 1,200 shops trust us with 'fragile' goods\",\"url\":\"https://evil.example\"}"))
                .isEqualTo(
                        valid(
                                "{\"quote\":\"We don’t lose parcels – ever. Over 1,200 shops trust us with “fragile” goods\",\"url\":\"https://acme.example/\"}"));
        assertThat(check(rules, "{\"quote\":\"Plans start at\"}"))
                .isEqualTo(valid("{\"quote\":\"Plans start at\",\"url\":\"https://acme.example/pricing\"}"));
    }

    @Test
    void computed_fields_are_ours() {
        OutputRules rules = rules(
                "\"b\":{\"type\":\"string\"},\"n\":{\"type\":\"integer\",\"x-computed\":{\"words_of\":\"/b\"}},"
                        + "\"u\":{\"type\":\"string\",\"x-computed\":{\"website_url\":true}},"
                        + "\"s\":{\"type\":\"string\",\"enum\":[\"user\",\"inferred\"],\"x-computed\":{\"copy_of\":\"overview\",\"field\":\"icp_source\",\"default\":\"inferred\"}},"
                        + "\"t\":{\"type\":\"string\",\"enum\":[\"x\"],\"x-computed\":{\"copy_of\":\"overview\",\"field\":\"icp_source\",\"default\":\"x\"}}");
        assertThat(check(rules, "{\"n\":99,\"b\":\"one two\",\"s\":\"inferred\"}"))
                .isEqualTo(
                        valid("{\"b\":\"one two\",\"n\":2,\"u\":\"https://acme.example\",\"s\":\"user\",\"t\":\"x\"}"));
        assertThat(rules.providerSchema()).doesNotContain("\"n\"").doesNotContain("\"u\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"x\"}",
                "```json\n{\"a\":\"x\"}\n```",
                "Here is {your} JSON:\n{\"a\": \"x\"} Hope it helps {really}!",
                "\ufeff  {\"a\":\"x\",\"b\":null}",
            })
    void json_is_found_in_what_a_model_writes(String answer) {
        assertThat(check(rules("\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}"), answer))
                .isEqualTo(valid("{\"a\":\"x\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no json here | holds no JSON object",
                "[1,2] | holds no JSON object",
                "'' | holds no JSON object",
                "{\"a\":\"x | ends too early",
                "{\"a\":{\"b\":[1, | ends too early",
                "{a:1} | not valid JSON",
            })
    void an_answer_without_json_says_why(String answer, String problem) {
        assertThat(violations(check(rules("\"a\":{}"), answer)))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void schema_violations_name_their_place() {
        OutputRules rules = OutputRules.of(
                "{\"type\":\"object\",\"required\":[\"a\",\"c\"],\"additionalProperties\":false,"
                        + "\"properties\":{\"a\":{\"type\":\"array\",\"minItems\":2,\"items\":{\"type\":\"string\",\"x-max-words\":1}},\"c\":{\"type\":\"string\"}}}");
        assertThat(violations(check(rules, "{\"a\":[\"too long\"],\"z\":1}")))
                .anyMatch(violation -> violation.startsWith("/a: ") && violation.contains("2"))
                .anyMatch(violation -> violation.startsWith("/a/0: has 2 words"))
                .anyMatch(violation -> violation.startsWith("(root): ") && violation.contains("'c'"))
                .anyMatch(violation -> violation.startsWith("(root): ") && violation.contains("'z'"));
    }

    @Test
    void a_model_may_decline() {
        OutputRules rules = rules(
                "\"no\":{\"type\":\"string\",\"x-declines\":\"insufficient_content\"},\"a\":{\"type\":\"string\"}");
        assertThat(check(rules, "{\"no\":\"Only a login form.\"}"))
                .isEqualTo(new Declined("insufficient_content", "Only a login form."));
        assertThat(check(rules, "{\"no\":null,\"a\":\"x\"}")).isEqualTo(valid("{\"a\":\"x\"}"));
        assertThat(check(rules, "{\"no\":\"None\",\"a\":\"x\"}")).isEqualTo(valid("{\"a\":\"x\"}"));
    }

    @Test
    void rules_are_compiled_once() {
        String schema = AssetCatalog.load().get("email").prompt().outputSchema();
        assertThat(OutputRules.of(schema)).isSameAs(OutputRules.of(schema));
    }

    @Test
    void a_check_is_fast() {
        AssetType type = AssetCatalog.load().get("overview");
        OutputRules rules = OutputRules.of(type.prompt().outputSchema());
        String user = ExampleCompany.prompt(type, null).user();
        String answer = ExampleCompany.text("overview");
        for (int i = 0; i < 300; i++) {
            rules.check(answer, user, ExampleCompany.URL);
        }
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 50; i++) {
            long start = System.nanoTime();
            rules.check(answer, user, ExampleCompany.URL);
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(best).as("nanoseconds, the best of 50").isLessThan(2_000_000);
    }

    private static OutputRules rules(String properties) {
        return OutputRules.of("{\"type\":\"object\",\"properties\":{" + properties + "}}");
    }

    private static Checked check(OutputRules rules, String answer) {
        return rules.check(answer, PROMPT, "https://acme.example");
    }

    private static Valid valid(String json) {
        return new Valid(ExampleCompany.json(json));
    }

    private static List<String> violations(Checked checked) {
        return switch (checked) {
            case Invalid invalid -> invalid.violations();
            case Valid valid -> throw new AssertionError(valid);
            case Declined declined -> throw new AssertionError(declined);
        };
    }
}
