package com.blossomer.gtm.content;

/** What asking for one page came to. */
sealed interface FetchOutcome permits FetchedPage, FetchFailure {}
