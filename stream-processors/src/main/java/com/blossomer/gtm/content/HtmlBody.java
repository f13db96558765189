package com.blossomer.gtm.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** Reads a response's body up to a cap, and tells HTML from everything else by the header and by the first bytes. */
final class HtmlBody {

    /** A body, read. */
    sealed interface Read {}

    record Html(String text, long bytes) implements Read {}

    record Unusable(FetchFailure failure) implements Read {}

    private static final Set<String> HTML_TYPES =
            Set.of("text/html", "application/xhtml+xml", "application/xml", "text/xml");
    /** Types that servers give to files that they do not know: the bytes decide. */
    private static final Set<String> UNKNOWN_TYPES = Set.of("", "application/octet-stream", "text/plain");

    private static final int SNIFFED = 1_024;

    private HtmlBody() {}

    static boolean mayBeHtml(@Nullable String contentType) {
        String type = mediaType(contentType);
        return HTML_TYPES.contains(type) || UNKNOWN_TYPES.contains(type);
    }

    static FetchFailure notHtml(@Nullable String contentType) {
        String type = mediaType(contentType);
        return notHtmlButIs(type.isEmpty() ? "something else" : type);
    }

    static Read read(@Nullable HttpEntity entity, @Nullable String contentType, int maxBytes) throws IOException {
        if (entity == null) {
            return new Html("", 0);
        }
        if (entity.getContentEncoding() == null && entity.getContentLength() > maxBytes) {
            return tooLarge(maxBytes);
        }
        // Not closed here: closing reads to the end. The end of the stream, or the caller, gives the connection back.
        byte[] bytes = entity.getContent().readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            return tooLarge(maxBytes);
        }
        String head = new String(bytes, 0, Math.min(bytes.length, SNIFFED), StandardCharsets.ISO_8859_1);
        String binary = binaryKind(head, contentType);
        if (binary != null) {
            return new Unusable(notHtmlButIs(binary));
        }
        if (!HTML_TYPES.contains(mediaType(contentType)) && !looksLikeHtml(head)) {
            return new Unusable(notHtml(contentType));
        }
        return new Html(Charsets.decode(bytes, contentType), bytes.length);
    }

    private static Unusable tooLarge(int maxBytes) {
        return new Unusable(FetchFailure.tooLarge(maxBytes));
    }

    private static FetchFailure notHtmlButIs(String what) {
        return new FetchFailure(
                FetchFailure.NOT_HTML,
                "The address leads to " + what + ", not to a web page; give the address of a page of the site.");
    }

    private static @Nullable String binaryKind(String head, @Nullable String contentType) {
        if (head.startsWith("%PDF-")) {
            return "a PDF";
        }
        if (head.startsWith("\u0089PNG") || head.startsWith("GIF8") || head.startsWith("\u00ff\u00d8\u00ff")) {
            return "an image";
        }
        if (head.startsWith("PK\u0003\u0004") || head.startsWith("\u001f\u008b")) {
            return "an archive";
        }
        boolean utf16 =
                (contentType != null && contentType.toLowerCase(Locale.ROOT).contains("utf-16"))
                        || head.startsWith("\u00fe\u00ff")
                        || head.startsWith("\u00ff\u00fe");
        return !utf16 && head.indexOf('\0') >= 0 ? "a binary file" : null;
    }

    private static boolean looksLikeHtml(String head) {
        String start = head.toLowerCase(Locale.ROOT);
        return start.contains("<!doctype html") || start.contains("<html") || start.contains("<head");
    }

    static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
