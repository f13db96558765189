package com.blossomer.gtm.content;

import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.site.WebsiteUrl;

/** Somewhere that a site's text can be had from. Blocks. */
interface ContentSource {

    /** What reading a site came to. */
    sealed interface Outcome {}

    /** There is enough to work with. */
    record Content(SiteContent content) implements Outcome {}

    /** There is not, for a reason that the caller of the API should see. */
    record Failed(FetchFailure failure) implements Outcome {}

    Outcome read(WebsiteUrl site, Deadline deadline) throws InterruptedException;
}
