package com.blossomer.gtm.projections.search;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Where vectors are kept. Written by one thread, the search projection's; read by any.
 *
 * <p>Every operation throws {@link IndexUnavailable} when the store cannot be reached or read; trying again may help.
 */
interface VectorStore extends AutoCloseable {

    /**
     * Names what is stored here. A store that was begun anew has another name, and the topics must be read from their
     * beginning.
     */
    String generation();

    /** All that is kept of these sites; those of which nothing is kept are absent. */
    Map<String, IndexedSite> read(Set<String> sites);

    /** Puts these sites in place of what is kept of them, and returns once that would survive a crash. */
    void write(Collection<IndexedSite> sites);

    /**
     * The sites that come nearest, as a whole or by one of their sections, among those that the tenant may see; in no
     * particular order. At most {@code sites} as a whole and those of {@code sections} sections.
     */
    Set<String> nearest(String tenant, Embedding vector, int sites, int sections);

    @Override
    void close();
}
