package com.blossomer.gtm.platform.http;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as RFC 9457 has it.
 *
 * @param type a URI reference that names the kind of problem, such as {@code /problems/not-found}; stable, for programs
 * @param title the kind of problem in words, the same every time
 * @param detail what happened this time, and what to do
 * @param members further members; {@code instance} among them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"type", "title", "status", "detail"})
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @JsonAnyGetter Map<String, Object> members) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPES = "/problems/";

    public Problem {
        members = Map.copyOf(members);
    }

    /**
     * @param type a plain name such as {@code not-found}, or a whole URI reference
     */
    public static Problem of(int status, String type, String title, String detail) {
        String reference = type.startsWith("/") || type.contains(":") ? type : TYPES + type;
        return new Problem(reference, title, status, detail, Map.of());
    }

    /** This problem with one more member. */
    public Problem with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(type, title, status, detail, more);
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }
}
