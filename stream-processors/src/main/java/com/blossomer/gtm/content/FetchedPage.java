package com.blossomer.gtm.content;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An HTML page as text.
 *
 * @param uri where it was found, after redirects
 * @param bytes its length, decompressed
 * @param etag as the server sent it, and so is {@code lastModified}: for asking later whether the page has changed
 */
record FetchedPage(
        URI uri,
        int status,
        String html,
        long bytes,
        Instant fetchedAt,
        @Nullable String etag,
        @Nullable String lastModified)
        implements FetchOutcome {}
