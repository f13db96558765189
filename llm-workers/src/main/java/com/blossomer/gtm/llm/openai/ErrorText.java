package com.blossomer.gtm.llm.openai;

import com.blossomer.gtm.llm.LlmRequest;

/** A server's error message, fit for the API: short, without the key, and without anything out of the prompt. */
final class ErrorText {

    private static final int MAX = 240;
    private static final int ECHO = 24;

    private ErrorText() {}

    static String of(int status, String message, LlmRequest request, String key) {
        String line = message.replaceAll("\\s+", " ").strip();
        String cut = line.length() <= MAX ? line : line.substring(0, MAX) + "…";
        String clean = key.isEmpty() ? cut : cut.replace(key, "***");
        String withoutKeys = clean.replaceAll("\\bsk-[A-Za-z0-9_*.-]{6,}", "***");
        return withoutKeys.isEmpty() || echoes(withoutKeys, request.user()) || echoes(withoutKeys, request.system())
                ? "HTTP " + status
                : "HTTP " + status + ", " + withoutKeys;
    }

    private static boolean echoes(String message, String prompt) {
        String folded = prompt.replaceAll("\\s+", " ");
        for (int at = 0; at + ECHO <= message.length(); at++) {
            if (folded.contains(message.substring(at, at + ECHO))) {
                return true;
            }
        }
        return false;
    }
}
