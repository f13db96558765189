package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.catalog.PromptBlocks;
import com.blossomer.gtm.catalog.WebsiteBlock;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;

/** A prompt's data, read back out of it. */
record DraftInput(Map<String, String> blocks, String outputSchema, Fields fields) {

    static final ObjectMapper JSON = new ObjectMapper();

    WebsiteBlock website() {
        return WebsiteBlock.parse(blocks.getOrDefault(PromptBlocks.WEBSITE, ""));
    }

    /** The asset of that name; a missing node where it is not there or no JSON. */
    JsonNode asset(String name) {
        try {
            String text = blocks.getOrDefault(name, "");
            return text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    String userContext() {
        return blocks.getOrDefault(PromptBlocks.USER, "");
    }
}
