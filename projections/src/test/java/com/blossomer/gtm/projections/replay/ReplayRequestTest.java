package com.blossomer.gtm.projections.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.platform.http.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplayRequestTest {

    private static final PromptLibrary PROMPTS = PromptLibrary.builtIn(AssetCatalog.load());

    @Test
    void what_is_not_said_is_as_usual() {
        ReplayRequest request = parse("{'cohort': {'batch': 'bat_1'}}");

        assertThat(request.priority()).isZero();
        assertThat(request.unchanged()).isFalse();
        assertThat(request.budget()).isNull();
        assertThat(request.cohort().sample()).isNull();
        assertThat(request.change().promptVersions()).isEmpty();
    }

    @Test
    void a_whole_request_is_read() {
        ReplayRequest request = parse("{'cohort': {'site': 'https://a.example', 'from': '2026-01-31T12:00:00Z'},"
                + " 'prompts': {'icp': 'production'}, 'models': ['openai/m'], 'from_stage': 'icp', 'sample': 7,"
                + " 'budget_usd': 2.50, 'priority': -3, 'unchanged': true}");

        assertThat(request.priority()).isEqualTo(-3);
        assertThat(request.unchanged()).isTrue();
        assertThat(request.budget()).isEqualTo(2_500_000_000L);
        assertThat(request.cohort().sample()).isEqualTo(7);
        assertThat(request.change().models()).containsExactly("openai/m");
        assertThat(request.change().promptVersions()).containsOnlyKeys("icp");
    }

    @Test
    void null_is_as_not_said() {
        ReplayRequest request = parse("{'cohort': {'batch': 'b', 'site': null, 'from': null, 'offsets': null},"
                + " 'prompts': null, 'models': null, 'from_stage': null, 'sample': null, 'budget_usd': null,"
                + " 'priority': null, 'unchanged': null}");

        assertThat(request.cohort().conditions()).hasSize(2);
        assertThat(request.change().models()).isEmpty();
        assertThat(request.change().fromStage()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                             | The body must be a JSON object",
                "{'cohort': {'batch': 'b'}, 'cohorts': 1}       | cohorts is no field of a replay; it takes budget_usd, cohort",
                "{'prompts': {}}                                | cohort must be an object",
                "{'cohort': {}}                                 | cohort must be an object",
                "{'cohort': {'batch': null}}                    | cohort must be an object",
                "{'cohort': {'bach': 'b'}}                      | bach is no field of a cohort; it takes asset, batch",
                "{'cohort': {'status': 'running'}}              | cohort.status must be one of cancelled, completed",
                "{'cohort': {'from': 'yesterday'}}              | cohort.from must be a time",
                "{'cohort': {'campaigns': []}}                  | cohort.campaigns must be a list",
                "{'cohort': {'offsets': [{'partition': 0}]}}    | cohort.offsets must be a list",
                "{'cohort': {'batch': 'b'}, 'sample': 0}        | sample must be a whole number from 1",
                "{'cohort': {'batch': 'b'}, 'sample': 1.5}      | sample must be a whole number from 1",
                "{'cohort': {'batch': 'b'}, 'priority': 'high'} | priority must be a whole number from -100 to 100",
                "{'cohort': {'batch': 'b'}, 'priority': 101}    | priority must be a whole number from -100 to 100",
                "{'cohort': {'batch': 'b'}, 'unchanged': 'yes'} | unchanged must be true or false",
                "{'cohort': {'batch': 'b'}, 'budget_usd': '5'}  | budget_usd must be US dollars",
                "{'cohort': {'batch': 'b'}, 'models': ['gpt']}  | models must be written provider/model",
                "{'cohort': {'batch': 'b'}, 'from_stage': 'x'}  | from_stage must be an asset",
                "{'cohort': {'batch': 'b'}, 'prompts': {'x': 'y'}} | prompts names x, which is no asset",
                "{'cohort': {'batch': 'b'}, 'prompts': {'icp': 'y'}} | The prompt of icp has no version and no label",
            },
            quoteCharacter = '`')
    void what_is_wrong_is_said(String body, String detail) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> parse(body));

        assertThat(refused).as(body).isNotNull();
        assertThat(refused.problem().status()).isEqualTo(400);
        assertThat(refused.problem().detail()).contains(detail);
    }

    @Test
    void the_api_describes_every_field_that_is_taken() throws IOException {
        try (InputStream file = Objects.requireNonNull(
                ReplayForm.class.getResourceAsStream("/META-INF/swagger/blossomer-gtm-results-0.1.yml"))) {
            String description = new String(file.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(described(description, "ReplayRequest"))
                    .contains(ReplayForm.fields(ReplayForm.class).stream()
                            .map(name -> "\n        " + name + ":")
                            .toList());
            assertThat(described(description, "Cohort"))
                    .contains(ReplayForm.fields(ReplayForm.CohortForm.class).stream()
                            .map(name -> "\n        " + name + ":")
                            .toList());
        }
    }

    private static String described(String description, String schema) {
        int start = description.indexOf("\n    " + schema + ":");
        assertThat(start).as(schema).isPositive();
        return description.substring(start).split("\n    (?=\\w)", 3)[1];
    }

    private static ReplayRequest parse(String body) {
        return ReplayRequest.parse("default", body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), PROMPTS);
    }
}
