package com.blossomer.gtm.content;

import java.net.URI;
import java.time.Instant;

/**
 * An HTML page as text.
 *
 * @param uri where it was found, after redirects
 * @param bytes its length, decompressed
 */
record FetchedPage(URI uri, int status, String html, long bytes, Instant fetchedAt) implements FetchOutcome {}
