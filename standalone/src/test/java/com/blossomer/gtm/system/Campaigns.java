package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.blossomer.gtm.client.ApiClient.Order;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Asks for campaigns over HTTP and follows them to their end. */
final class Campaigns {

    static final List<String> ALL_ASSETS =
            List.of("overview", "icp", "positioning", "valueprops", "usecasefit", "email");

    private static final Set<String> FINAL = Set.of("completed", "partial", "failed", "cancelled");

    private final ApiClient api;

    Campaigns(ApiClient api) {
        this.api = api;
    }

    String submit(String url, String... assets) throws IOException, InterruptedException {
        Answer answer = api.submit(new Order(url, List.of(assets), null));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        return answer.body().path("campaign_id").asText();
    }

    JsonNode await(String campaign, Duration most) throws IOException, InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            Answer answer = api.campaign(campaign);
            if (FINAL.contains(answer.body().path("status").asText())) {
                return answer.body();
            }
            assertThat(System.nanoTime())
                    .as("%s is still %s", campaign, answer.body())
                    .isLessThan(end);
            Thread.sleep(100);
        }
    }

    List<JsonNode> run(List<String> urls, Duration most) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (String url : urls) {
            ids.add(submit(url));
        }
        List<JsonNode> campaigns = new ArrayList<>();
        for (String id : ids) {
            campaigns.add(await(id, most));
        }
        return campaigns;
    }
}
