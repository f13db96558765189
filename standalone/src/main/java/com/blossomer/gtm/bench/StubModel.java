package com.blossomer.gtm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A model without a model: answers OpenAI chat completions with drafts. A request is read, and a draft made, once per
 * shape and kept; requests of the same shape differ only in the number of a {@link BenchSites} company, which is put into
 * the draft.
 */
final class StubModel {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SITE = "/c/";
    private static final Pattern COMPANY = Pattern.compile("/c/[a-z]+-(\\d{6})/");

    private final Map<Shape, Question> questions = new ConcurrentHashMap<>();
    private final Map<Shape, Reply> answers = new ConcurrentHashMap<>();
    private final Drafter drafter;

    StubModel(Drafter drafter) {
        this.drafter = drafter;
    }

    /**
     * A response and what is charged for it: of the input a part comes out of the prompt cache, of the output a part was
     * thought.
     */
    record Reply(NumberedText body, long input, long cachedInput, long output, long reasoning) {}

    /** Writes the JSON of an asset. */
    interface Drafter {
        String draft(Question question);
    }

    /**
     * A chat completion as asked.
     *
     * @param deployment that was asked, which answers by its own name; empty for the model's
     * @param asset the name of the response format
     */
    record Question(String deployment, String asset, String model, String system, String user, JsonNode schema) {

        static Question parse(byte[] body, String deployment) throws IOException {
            JsonNode request = JSON.readTree(body);
            String system = "";
            String user = "";
            for (JsonNode message : request.path("messages")) {
                switch (message.path("role").asText()) {
                    case "system", "developer" -> system += text(message.path("content"));
                    default -> user += text(message.path("content"));
                }
            }
            JsonNode format = request.path("response_format").path("json_schema");
            return new Question(
                    deployment,
                    format.path("name").asText(),
                    request.path("model").asText(),
                    system,
                    user,
                    format.path("schema"));
        }

        private static String text(JsonNode content) {
            if (!content.isArray()) {
                return content.asText();
            }
            StringBuilder text = new StringBuilder();
            content.forEach(part -> text.append(part.path("text").asText()));
            return text.toString();
        }

        /** Who answers, as the response says it. */
        String name() {
            return deployment.isEmpty() ? model : deployment;
        }
    }

    /**
     * A request as it was read.
     *
     * @param shape what it has in common with other requests; null where it is about none of the bench's companies
     * @param number the company's
     */
    record Request(Question question, @Nullable Shape shape, String number) {}

    private record Shape(String deployment, int length, long hash) {}

    /** Tells one prompt from another, of 64 bits; SHA-256 took a fifth of the stub's time. */
    static long checksum(byte[] bytes) {
        CRC32 first = new CRC32();
        first.update(bytes);
        CRC32C second = new CRC32C();
        second.update(bytes);
        return first.getValue() << 32 | second.getValue();
    }

    Request read(byte[] body, String deployment) throws IOException {
        // One character a byte: nothing but digits is looked at and replaced.
        String text = new String(body, StandardCharsets.ISO_8859_1);
        Matcher company = COMPANY.matcher(text);
        int site = text.indexOf(SITE);
        if (site < 0 || !company.find(site)) {
            return new Request(Question.parse(body, deployment), null, BenchSites.NO_COMPANY);
        }
        String number = company.group(1);
        byte[] shaped = text.replace(number, BenchSites.NO_COMPANY).getBytes(StandardCharsets.ISO_8859_1);
        Shape shape = new Shape(deployment, shaped.length, checksum(shaped));
        Question question = questions.get(shape);
        if (question == null) {
            question = Question.parse(shaped, deployment);
            questions.put(shape, question);
        }
        return new Request(question, shape, number);
    }

    /** The response, for any company's number. */
    Reply answer(Request request) {
        Question question = request.question();
        return request.shape() == null
                ? response(question, drafter.draft(question))
                : answers.computeIfAbsent(request.shape(), shape -> response(question, drafter.draft(question)));
    }

    private static Reply response(Question question, String content) {
        ObjectNode response = JSON.createObjectNode()
                .put("id", "chatcmpl-stub")
                .put("object", "chat.completion")
                .put("created", 1_767_225_601)
                .put("model", question.name());
        ObjectNode choice =
                response.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", content);
        int in = (question.system().length() + question.user().length()) / 4;
        int cached = question.system().length() / 8;
        int out = content.length() / 4;
        int reasoning = out / 5;
        ObjectNode usage = response.putObject("usage")
                .put("prompt_tokens", in)
                .put("completion_tokens", out)
                .put("total_tokens", in + out);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        return new Reply(new NumberedText(response.toString()), in, cached, out, reasoning);
    }
}
