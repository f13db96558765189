package com.blossomer.gtm.projections.search;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of a site.
 *
 * @param site the site key
 * @param tenants who have a campaign for it, and so may find it
 * @param reading what was read last; null while it was asked for only
 */
record IndexedSite(
        String site, Set<String> tenants, @Nullable Reading reading) {

    /**
     * @param fingerprint of what the vectors were made from, and how
     * @param vector of the site as a whole
     */
    record Reading(String fingerprint, @Nullable String title, Embedding vector, List<Section> sections) {

        Reading {
            sections = List.copyOf(sections);
        }
    }

    /**
     * @param hash of the text that the vector was made from
     * @param excerpt the beginning of the text, for people
     * @param url of the page that it was read from
     */
    record Section(String hash, @Nullable String heading, String excerpt, String url, Embedding vector) {}

    IndexedSite {
        tenants = Set.copyOf(tenants);
    }

    IndexedSite admitting(Set<String> more) {
        Set<String> all = new TreeSet<>(tenants);
        all.addAll(more);
        return new IndexedSite(site, all, reading);
    }

    IndexedSite reading(Reading newer) {
        return new IndexedSite(site, tenants, newer);
    }
}
