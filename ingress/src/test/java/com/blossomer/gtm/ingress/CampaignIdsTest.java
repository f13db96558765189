package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CampaignIdsTest {

    @Test
    void the_same_tenant_site_and_key_give_the_same_id_for_ever() {
        assertThat(CampaignIds.derived("default", "acme.com", "key-1"))
                .isEqualTo(CampaignIds.derived("default", "acme.com", "key-1"))
                .isEqualTo("0bq2rxxq1mw541zz149matj4tr")
                .hasSize(26);
    }

    @Test
    void any_difference_gives_another_id() {
        Set<String> ids = new HashSet<>();
        ids.add(CampaignIds.derived("default", "acme.com", "key-1"));
        ids.add(CampaignIds.derived("other", "acme.com", "key-1"));
        ids.add(CampaignIds.derived("default", "acme.com/a", "key-1"));
        ids.add(CampaignIds.derived("default", "acme.com", "key-2"));
        for (int i = 0; i < 10_000; i++) {
            ids.add(CampaignIds.derived("default", "acme.com", "row " + i));
        }
        assertThat(ids).hasSize(10_004);
    }
}
