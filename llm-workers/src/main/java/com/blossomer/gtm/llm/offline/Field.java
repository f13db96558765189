package com.blossomer.gtm.llm.offline;

import java.util.List;

/**
 * What is generally true of companies that buy in one field: what a draft falls back on where the page says nothing, always
 * marked as assumed.
 *
 * @param cues words that tell the field from others
 * @param software the category of a product in five or six words
 * @param services the category of a service
 * @param role whose job posts hint at the need
 */
record Field(
        String id,
        List<String> cues,
        String software,
        String services,
        String topic,
        String team,
        String companies,
        List<String> titles,
        String department,
        List<String> industries,
        List<String> keywords,
        List<String> goals,
        List<String> pains,
        List<Field.Alternative> alternatives,
        String belief,
        String role) {

    /** What companies do instead, and where it falls short. */
    record Alternative(String what, String shortfall) {}
}
