package com.blossomer.gtm.content;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a page's character set: byte order mark, then what the bytes prove, then header, then {@code <meta>}. Text that
 * is valid UTF-8 beyond ASCII is UTF-8 whatever is declared: by chance it practically never is.
 */
final class Charsets {

    private static final Pattern CHARSET =
            Pattern.compile("charset\\s*=\\s*[\"']?\\s*([\\w.:-]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern META =
            Pattern.compile("<meta[^>]{0,200}?charset\\s*=\\s*[\"']?\\s*([\\w.:-]+)", Pattern.CASE_INSENSITIVE);
    private static final int META_WITHIN = 4_096;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private Charsets() {}

    static String decode(byte[] bytes, @Nullable String contentType) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8);
        }
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            return new String(bytes, StandardCharsets.UTF_16);
        }
        Charset declared = declared(bytes, contentType);
        boolean multiByte = declared != null && !singleByte(declared) && !declared.equals(StandardCharsets.UTF_8);
        if (!multiByte) {
            String utf8 = strictUtf8(bytes);
            if (utf8 != null) {
                return utf8;
            }
        }
        boolean saysUtf8 = declared == null || declared.equals(StandardCharsets.UTF_8);
        return new String(bytes, saysUtf8 ? lenient(bytes) : declared);
    }

    /** Broken UTF-8 stays UTF-8 when most of it is; otherwise it is the web's old default. */
    private static Charset lenient(byte[] bytes) {
        String utf8 = new String(bytes, StandardCharsets.UTF_8);
        long broken = utf8.chars().filter(c -> c == '\uFFFD').count();
        long foreign = utf8.chars().filter(c -> c > 0x7f).count();
        return broken * 2 > foreign ? WINDOWS_1252 : StandardCharsets.UTF_8;
    }

    private static @Nullable Charset declared(byte[] bytes, @Nullable String contentType) {
        Charset header = contentType == null ? null : named(CHARSET.matcher(contentType));
        if (header != null) {
            return header;
        }
        String head = new String(bytes, 0, Math.min(bytes.length, META_WITHIN), StandardCharsets.ISO_8859_1);
        Charset meta = named(META.matcher(head));
        // A <meta> that could be read as ASCII cannot be UTF-16.
        return meta != null && meta.name().startsWith("UTF-16") ? StandardCharsets.UTF_8 : meta;
    }

    private static @Nullable Charset named(Matcher matcher) {
        if (!matcher.find()) {
            return null;
        }
        try {
            Charset charset = Charset.forName(matcher.group(1));
            boolean latin1 = charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.US_ASCII);
            // As browsers do: pages that say Latin-1 use Windows' quotation marks.
            return latin1 ? WINDOWS_1252 : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    private static boolean singleByte(Charset charset) {
        return charset.canEncode() && charset.newEncoder().maxBytesPerChar() <= 1f;
    }

    private static @Nullable String strictUtf8(byte[] bytes) {
        String lenient = new String(bytes, StandardCharsets.UTF_8);
        if (lenient.indexOf('\uFFFD') < 0) {
            return lenient;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
