package com.blossomer.gtm.content;

import java.net.URI;

/** Somewhere that single pages can be had from: the site itself, or a service that reads it for us. Blocks. */
interface PageSource {

    /**
     * Gets one page.
     *
     * @param deadline the moment by which this returns, whatever the other side does
     * @throws InterruptedException when this thread was interrupted; whatever was open is closed
     */
    FetchOutcome fetch(URI start, Deadline deadline) throws InterruptedException;
}
