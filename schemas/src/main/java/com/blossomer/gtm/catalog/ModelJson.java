package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Finds the JSON in what a model wrote: alone, in a code fence, or with prose around it. */
final class ModelJson {

    private static final int MAX_ATTEMPTS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelJson() {}

    sealed interface Outcome {}

    /** The first JSON object. */
    record Found(ObjectNode object) implements Outcome {}

    /** There is none; {@code problem} is a violation. */
    record None(String problem) implements Outcome {}

    static Outcome firstObject(String text) {
        String problem = "the answer holds no JSON object; answer with one JSON object and nothing else";
        int at = text.indexOf('{');
        for (int attempt = 0; at >= 0 && attempt < MAX_ATTEMPTS; attempt++) {
            try (JsonParser parser = JSON.createParser(text.substring(at))) {
                if (JSON.readTree(parser) instanceof ObjectNode object) {
                    return new Found(object);
                }
            } catch (StreamConstraintsException e) {
                return new None("the JSON is nested too deeply or too long; keep to the schema");
            } catch (JsonProcessingException e) {
                // Jackson has a type of its own for this, and does not use it between the elements of a list.
                if (e instanceof JsonEOFException || e.getOriginalMessage().contains("end-of-input")) {
                    return new None("the JSON ends too early: the answer was cut off or a bracket is not closed; "
                            + "answer with one whole JSON object");
                }
                if (attempt == 0) {
                    problem = "the answer is not valid JSON: " + e.getOriginalMessage();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            at = text.indexOf('{', at + 1);
        }
        return new None(problem);
    }
}
