package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.events.StartRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What records say of one site, taken together. Pure.
 *
 * @param tenants who have asked for it: the ones who see it at {@code GET /contents}
 * @param content what was read last
 */
record SiteNews(Set<String> tenants, @Nullable SiteContent content) {

    /** By site, in the order in which sites first occur. */
    static Map<String, SiteNews> of(List<SpecificRecord> records) {
        Map<String, SiteNews> news = new LinkedHashMap<>();
        for (SpecificRecord record : records) {
            // Else it is a cancellation, or a site that could not be read: nothing to find.
            if (record instanceof CampaignCommand command && command.getBody() instanceof StartRun) {
                news.merge(command.getSite(), said(command.getTenant(), null), SiteNews::then);
            } else if (record instanceof ContentResult result && result.getBody() instanceof SiteContent content) {
                news.merge(result.getSite(), said(result.getTenant(), content), SiteNews::then);
            }
        }
        return news;
    }

    private static SiteNews said(String tenant, @Nullable SiteContent content) {
        return new SiteNews(Set.of(tenant), content);
    }

    private SiteNews then(SiteNews later) {
        Set<String> all = new TreeSet<>(tenants);
        all.addAll(later.tenants);
        return new SiteNews(all, later.content == null ? content : later.content);
    }
}
