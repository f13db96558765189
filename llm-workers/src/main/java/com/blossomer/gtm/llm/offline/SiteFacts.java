package com.blossomer.gtm.llm.offline;

import java.util.List;

/**
 * What can be read off a site without understanding it.
 *
 * @param services whether it offers services rather than software
 * @param best the sentence that says most of what it offers
 * @param features what it says it does, at least three
 * @param problems sentences about what goes wrong without it
 * @param differences sentences about what it does otherwise than others
 * @param pricing sentences about prices
 * @param customers names of customers, as written
 * @param terms its own headings and terms, as written
 * @param audience whom it says it is for; empty where it does not
 */
record SiteFacts(
        String name,
        String language,
        int words,
        Field field,
        boolean services,
        Passage best,
        List<SiteFacts.Feature> features,
        List<SiteFacts.Passage> problems,
        List<SiteFacts.Passage> differences,
        List<SiteFacts.Passage> pricing,
        List<String> customers,
        List<String> terms,
        String audience) {

    /** The page's own words, on one line, short enough to be quoted. */
    record Passage(String text) {}

    /** @param quote where the page says so */
    record Feature(String name, String description, Passage quote) {}

    boolean english() {
        return language.isEmpty() || language.startsWith("en");
    }

    String category() {
        return services ? field.services() : field.software();
    }
}
