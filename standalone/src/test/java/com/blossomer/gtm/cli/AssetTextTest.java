package com.blossomer.gtm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssetTextTest {

    @Test
    void fields_lists_and_quotations_read_like_text() throws Exception {
        assertThat(text("""
                {"company_name": "Acme", "keywords": ["a", "b"], "nothing": null, "none": [],
                 "capabilities": [{"name": "Melts", "evidence": [{"quote": "It melts", "url": "http://a/"}]}]}
                """, 80))
                .containsExactly(
                        "Company name: Acme",
                        "Keywords: a, b",
                        "Capabilities:",
                        "  - Name: Melts",
                        "    Evidence:",
                        "      \u201cIt melts\u201d http://a/");
    }

    @Test
    void long_text_is_wrapped_at_words_and_keeps_its_paragraphs() throws Exception {
        List<String> lines = text("{\"body\": \"Hi there,\\n\\none two three four five six seven\"}", 20);

        assertThat(lines).containsExactly("Body:", "  Hi there,", "", "  one two three four", "  five six seven");
    }

    private static List<String> text(String json, int width) throws Exception {
        JsonNode asset = new ObjectMapper().readTree(json);
        return AssetText.of(asset, width);
    }
}
