package com.blossomer.gtm.projections.search;

import static com.blossomer.gtm.projections.search.LuceneStore.EXCERPT;
import static com.blossomer.gtm.projections.search.LuceneStore.FINGERPRINT;
import static com.blossomer.gtm.projections.search.LuceneStore.HASH;
import static com.blossomer.gtm.projections.search.LuceneStore.HEADING;
import static com.blossomer.gtm.projections.search.LuceneStore.SECTION_VECTOR;
import static com.blossomer.gtm.projections.search.LuceneStore.SITE;
import static com.blossomer.gtm.projections.search.LuceneStore.SITE_VECTOR;
import static com.blossomer.gtm.projections.search.LuceneStore.TENANT;
import static com.blossomer.gtm.projections.search.LuceneStore.TITLE;
import static com.blossomer.gtm.projections.search.LuceneStore.URL;

import com.blossomer.gtm.projections.search.IndexedSite.Reading;
import com.blossomer.gtm.projections.search.IndexedSite.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** A site's documents back to the site. They were written as one block: they lie side by side, the site's own first. */
final class LuceneDocuments {

    private LuceneDocuments() {}

    /** Null where nothing is kept of it. */
    static @Nullable IndexedSite site(IndexSearcher searcher, String site) throws IOException {
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            List<Integer> documents = live(leaf.reader(), site);
            if (!documents.isEmpty()) {
                return read(leaf.reader(), site, documents);
            }
        }
        return null;
    }

    private static List<Integer> live(LeafReader reader, String site) throws IOException {
        List<Integer> documents = new ArrayList<>();
        PostingsEnum postings = reader.postings(new Term(SITE, site), PostingsEnum.NONE);
        if (postings != null) {
            Bits live = reader.getLiveDocs();
            for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
                if (live == null || live.get(doc)) {
                    documents.add(doc);
                }
            }
        }
        return documents;
    }

    private static IndexedSite read(LeafReader reader, String site, List<Integer> documents) throws IOException {
        Document whole = reader.storedFields().document(documents.getFirst());
        Set<String> tenants = Set.of(whole.getValues(TENANT));
        String fingerprint = whole.get(FINGERPRINT);
        if (fingerprint == null) {
            return new IndexedSite(site, tenants, null);
        }
        List<Section> sections = new ArrayList<>();
        for (int doc : documents.subList(1, documents.size())) {
            Document section = reader.storedFields().document(doc);
            sections.add(new Section(
                    section.get(HASH),
                    section.get(HEADING),
                    section.get(EXCERPT),
                    section.get(URL),
                    vector(reader, SECTION_VECTOR, doc)));
        }
        Embedding vector = vector(reader, SITE_VECTOR, documents.getFirst());
        return new IndexedSite(site, tenants, new Reading(fingerprint, whole.get(TITLE), vector, sections));
    }

    private static Embedding vector(LeafReader reader, String field, int doc) throws IOException {
        FloatVectorValues values = reader.getFloatVectorValues(field);
        if (values != null) {
            var at = values.iterator();
            if (at.advance(doc) == doc) {
                return Embedding.of(values.vectorValue(at.index()));
            }
        }
        throw new IOException("document " + doc + " has no " + field);
    }
}
