package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.projections.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Sites that were asked for and read, as records. */
final class Readings {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private Readings() {}

    static CampaignCommand asked(String tenant, String site) {
        return Recorded.campaign("cmp_" + site, 1).of(tenant).at(site).start();
    }

    /** The title is the first text; each of the others is {@code heading: text}. */
    static ContentResult read(String tenant, String site, String title, String... sections) {
        return new ContentResult(tenant, "cmp_" + site, 1, site, "task", AT, "trace", content(site, title, sections));
    }

    static SiteContent content(String site, String title, String... sections) {
        List<Section> all = new ArrayList<>();
        for (String section : sections) {
            String[] parts = section.split(": ", 2);
            all.add(new Section(parts[0], "body", parts[1], "https://" + site + "/"));
        }
        String hash = Integer.toHexString(List.of(sections).hashCode());
        return new SiteContent(
                hash,
                title,
                "We are " + site,
                "en",
                all,
                List.of(new Page("https://" + site + "/", 200, 1_000L, AT, null, null)));
    }
}
