package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.http.client.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Requests in a provider's words. The library composes one of each kind, with marks where the prompt's texts go; every other
 * of its kind is that one with texts of its own. The kinds are few, and what the library does for one is most of what a call
 * costs: it writes the schema, which is always the same, anew each time. Thread-safe.
 */
final class RequestTemplates {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Each of the first characters as it stands in a JSON string; no other is written otherwise. */
    private static final byte[][] ASCII = IntStream.range(0, 0x80)
            .mapToObj(character -> JsonStringEncoder.getInstance().quoteAsUTF8(Character.toString(character)))
            .toArray(byte[][]::new);

    private static final int MAX_KEPT = 500;

    /** In no schema and no model's name. */
    private static final String MARK = UUID.randomUUID() + "-";

    private static final Pattern MARKED = Pattern.compile("(?<=\")" + MARK + "(\\d+)(?=\")");

    private final Map<LlmRequest, Template> kept = new ConcurrentHashMap<>();
    private final Function<LlmRequest, HttpRequest> library;

    /** @param library composes a whole request; what it throws, {@link #compose} throws */
    RequestTemplates(Function<LlmRequest, HttpRequest> library) {
        this.library = library;
    }

    /**
     * A request as it is sent.
     *
     * @param head the library's request, of whose body nothing is to be taken
     * @param body JSON in UTF-8, on one line
     */
    @SuppressWarnings("ArrayRecordComponent") // tens of kilobytes, handed on and never compared
    record Composed(HttpRequest head, byte[] body) {}

    /** @throws RuntimeException where the library has no words for a request of the kind */
    Composed compose(LlmRequest request) {
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        List<String> texts = texts(request);
        Template template = kept.computeIfAbsent(kind(request, texts), this::template);
        return new Composed(template.head(), template.filled(texts));
    }

    private static List<String> texts(LlmRequest request) {
        List<String> texts = new ArrayList<>();
        texts.add(request.system());
        texts.add(request.user());
        request.earlier().forEach(turn -> {
            texts.add(turn.answer());
            texts.add(turn.correction());
        });
        return texts;
    }

    /** All of a request that is no text, with a mark in place of each. The library minds texts that are blank. */
    private static LlmRequest kind(LlmRequest request, List<String> texts) {
        List<String> marks = new ArrayList<>();
        for (String text : texts) {
            marks.add(text.isBlank() ? text : MARK + marks.size());
        }
        List<LlmRequest.Turn> turns = new ArrayList<>();
        for (int place = 2; place < marks.size(); place += 2) {
            turns.add(new LlmRequest.Turn(marks.get(place), marks.get(place + 1)));
        }
        return new LlmRequest(
                request.asset(),
                request.model(),
                "",
                marks.get(0),
                marks.get(1),
                "",
                request.providerSchema(),
                request.temperature(),
                request.maxOutputTokens(),
                turns,
                Duration.ZERO);
    }

    private Template template(LlmRequest kind) {
        HttpRequest head = library.apply(kind);
        String body = onOneLine(head.body());
        List<Piece> pieces = new ArrayList<>();
        Matcher mark = MARKED.matcher(body);
        int end = 0;
        while (mark.find()) {
            pieces.add(new Piece(bytes(body.substring(end, mark.start())), Integer.parseInt(mark.group(1))));
            end = mark.end();
        }
        long marks = texts(kind).stream().filter(text -> text.startsWith(MARK)).count();
        if (pieces.size() != marks
                || pieces.stream().map(Piece::place).distinct().count() != marks) {
            throw new IllegalStateException("the library does not write each text once, as it is");
        }
        return new Template(head, pieces, bytes(body.substring(end)));
    }

    private static String onOneLine(String json) {
        try {
            return JSON.writeValueAsString(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request's body is no JSON", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What stands before a text.
     *
     * @param place of the text among the request's
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(byte[] before, int place) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Template(HttpRequest head, List<Piece> pieces, byte[] rest) {

        byte[] filled(List<String> texts) {
            List<byte[]> parts = new ArrayList<>();
            for (Piece piece : pieces) {
                parts.add(piece.before());
                parts.add(quoted(texts.get(piece.place())));
            }
            parts.add(rest);
            ByteBuffer body = ByteBuffer.allocate(
                    parts.stream().mapToInt(part -> part.length).sum());
            parts.forEach(body::put);
            return body.array();
        }

        /**
         * The inside of a JSON string: whole prompts go through it. Half of a surrogate pair, which an answer may hold, has no bytes
         * in UTF-8 and becomes a question mark.
         */
        private static byte[] quoted(String text) {
            byte[] plain = bytes(text);
            int length = 0;
            for (byte each : plain) {
                length += each < 0 ? 1 : ASCII[each].length;
            }
            if (length == plain.length) {
                return plain;
            }
            byte[] quoted = new byte[length];
            int end = 0;
            for (byte each : plain) {
                if (each < 0 || ASCII[each].length == 1) {
                    quoted[end++] = each;
                } else {
                    System.arraycopy(ASCII[each], 0, quoted, end, ASCII[each].length);
                    end += ASCII[each].length;
                }
            }
            return quoted;
        }
    }
}
