package com.blossomer.gtm.content;

import com.blossomer.gtm.site.WebsiteUrl;
import java.util.List;
import java.util.Set;

/**
 * Asks one source after the other while another one may do better: with too little text, at a closed door, at a host
 * that hangs, or when a service is not available. What a site forbids, or does not have, no other source is asked for.
 */
final class FallbackSource implements ContentSource {

    private static final Set<String> ANOTHER_MAY_HELP = Set.of(
            FetchFailure.INSUFFICIENT_CONTENT,
            FetchFailure.HTTP_ERROR,
            FetchFailure.TIMEOUT,
            FetchFailure.SOURCE_UNAVAILABLE);

    private final List<ContentSource> sources;

    FallbackSource(List<ContentSource> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public Outcome read(WebsiteUrl site, Deadline deadline) throws InterruptedException {
        Outcome outcome = sources.getFirst().read(site, deadline);
        for (ContentSource next : sources.subList(1, sources.size())) {
            if (!(outcome instanceof Failed first)
                    || !ANOTHER_MAY_HELP.contains(first.failure().reason())) {
                return outcome;
            }
            outcome = switch (next.read(site, deadline)) {
                case Failed second -> new Failed(both(first.failure(), second.failure()));
                case Content read -> read;
            };
        }
        return outcome;
    }

    /** What is wrong with the page says more than what is wrong with a service. */
    private static FetchFailure both(FetchFailure first, FetchFailure second) {
        boolean service = first.reason().equals(FetchFailure.SOURCE_UNAVAILABLE);
        FetchFailure main = service ? second : first;
        FetchFailure other = service ? first : second;
        return main.detail().equals(other.detail())
                ? main
                : new FetchFailure(main.reason(), main.detail() + " " + other.detail());
    }
}
