package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.platform.http.Problem;
import com.blossomer.gtm.platform.http.ProblemException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers are told while search cannot answer. */
@Timeout(60)
final class SearchAwayTest {

    @Test
    void a_model_that_loads_is_waited_for_a_while_and_is_there_for_the_next_who_asks() throws InterruptedException {
        CountDownLatch loaded = new CountDownLatch(1);
        WordEmbedder words = new WordEmbedder();
        Model model = new Model(new Embedder.Source() {
            @Override
            public String name() {
                return "slow";
            }

            @Override
            public int dimensions() {
                return WordEmbedder.DIMENSIONS;
            }

            @Override
            public Embedder load() {
                try {
                    loaded.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return words;
            }
        });

        assertThatThrownBy(() -> model.within(Duration.ofMillis(20)))
                .isInstanceOf(IndexUnavailable.class)
                .hasMessageContaining("still loading");
        loaded.countDown();
        assertThat(model.within(Duration.ofSeconds(30))).isSameAs(words);
    }

    @Test
    void it_is_a_503_that_says_why_and_when_to_come_back() {
        HttpResponse<Problem> answer = new SearchProblems()
                .handle(HttpRequest.GET("/companies/search"), new IndexUnavailable("the model is still loading", null));

        assertThat(answer.code()).isEqualTo(503);
        assertThat(answer.getHeaders().get("Retry-After")).isNotNull();
        assertThat(answer.getContentType().orElseThrow()).hasToString("application/problem+json");
        assertThat(answer.body()).satisfies(problem -> {
            assertThat(problem.type()).isEqualTo("/problems/search-unavailable");
            assertThat(problem.detail()).contains("the model is still loading", "Try again");
        });
    }

    @Test
    void a_service_whose_search_is_off_says_so() {
        try (ApplicationContext context = ApplicationContext.run(
                Map.of("blossomer.components.enabled", false, "blossomer.roles.search", false))) {
            CompanyController controller = context.getBean(CompanyController.class);

            assertThatThrownBy(() -> controller.similar(HttpRequest.GET("/"), "acme.com", 10))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("BLOSSOMER_ROLES_SEARCH");
            assertThat(context.containsBean(SearchProjection.class)).isFalse();
        }
    }
}
