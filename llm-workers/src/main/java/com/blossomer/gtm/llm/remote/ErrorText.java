package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.LlmRequest;
import java.util.regex.Pattern;

/** A server's error message, fit for the API: short, without the key, and without anything out of the prompt. */
final class ErrorText {

    private static final int MAX = 240;

    /** Any 24 letters of a prompt hold one of the pieces that are looked for: 20 letters from every fifth on. */
    private static final int PIECE = 20;

    private static final int STEP = 5;
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** Beginnings of the keys of OpenAI, Anthropic and many others, Google, Groq and xAI; servers repeat parts of them. */
    private static final Pattern KEY = Pattern.compile("\\b(?:sk-|AIza|AQ\\.|gsk_|xai-)[A-Za-z0-9_*.-]{6,}");

    private ErrorText() {}

    static String of(int status, String message, LlmRequest request, String key) {
        String line = SPACE.matcher(message).replaceAll(" ").strip();
        String clean =
                KEY.matcher(key.isEmpty() ? line : line.replace(key, "***")).replaceAll("***");
        String cut = clean.length() <= MAX ? clean : clean.substring(0, MAX) + "…";
        return cut.isEmpty() || echoes(cut, request) ? "HTTP " + status : "HTTP " + status + ", " + cut;
    }

    private static boolean echoes(String message, LlmRequest request) {
        return echoes(message, request.user())
                || echoes(message, request.system())
                || request.earlier().stream()
                        .anyMatch(turn -> echoes(message, turn.answer()) || echoes(message, turn.correction()));
    }

    private static boolean echoes(String message, String prompt) {
        String folded = SPACE.matcher(prompt).replaceAll(" ");
        for (int at = 0; at + PIECE <= message.length(); at += STEP) {
            if (folded.contains(message.substring(at, at + PIECE))) {
                return true;
            }
        }
        return false;
    }
}
