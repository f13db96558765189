package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.projections.search.IndexedSite.Reading;
import com.blossomer.gtm.projections.search.IndexedSite.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Vectors in files of this process, in Lucene's HNSW graphs: one document per site and one per section, each with all the
 * tenants who may see it. Belongs to one process: Lucene's lock keeps a second one out.
 */
final class LuceneStore implements VectorStore {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LuceneStore.class);

    static final String SITE = "site";
    static final String HASH = "hash";
    static final String HEADING = "heading";
    static final String EXCERPT = "excerpt";
    static final String URL = "url";
    static final String FINGERPRINT = "fingerprint";
    static final String TITLE = "title";
    static final String SITE_VECTOR = "site_vector";
    static final String SECTION_VECTOR = "section_vector";
    static final String TENANT = "tenant";

    /** Lucene would tell whoever watches the console how to start the JVM. */
    private static final Logger ADVICE =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    static {
        ADVICE.setLevel(Level.SEVERE);
    }

    private static final String GENERATION = "generation";
    private static final String MODEL = "model";
    private static final double BUFFER_MB = 16;

    private interface Use<T> {
        T of(IndexSearcher searcher) throws IOException;
    }

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final String generation;

    private LuceneStore(Directory directory, IndexWriter writer, String generation) throws IOException {
        this.directory = directory;
        this.writer = writer;
        this.generation = generation;
        this.searchers = new SearcherManager(writer, null);
    }

    /** Begun anew where there is none, or one that another model made. */
    static LuceneStore open(Path path, String model) {
        try {
            Files.createDirectories(path);
            Directory directory = FSDirectory.open(path);
            try {
                return open(directory, model);
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (LockObtainFailedException e) {
            throw new IndexUnavailable("another process uses the search index in " + path, e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IndexUnavailable(
                    "the search index in " + path + " cannot be opened; where it is damaged, remove it: it is made anew"
                            + " from the topics",
                    e);
        }
    }

    private static LuceneStore open(Directory directory, String model) throws IOException {
        Map<String, String> known = DirectoryReader.indexExists(directory)
                ? SegmentInfos.readLatestCommit(directory).getUserData()
                : Map.of();
        boolean ours = model.equals(known.get(MODEL)) && known.containsKey(GENERATION);
        Map<String, String> data =
                ours ? known : Map.of(GENERATION, UUID.randomUUID().toString(), MODEL, model);
        // Merges run on the thread that writes, so that an index that grows takes no more than that one core.
        IndexWriter writer = new IndexWriter(
                directory,
                new IndexWriterConfig()
                        .setOpenMode(ours ? OpenMode.APPEND : OpenMode.CREATE)
                        .setCommitOnClose(false)
                        .setMergeScheduler(new SerialMergeScheduler())
                        .setRAMBufferSizeMB(BUFFER_MB));
        try {
            writer.setLiveCommitData(data.entrySet());
            writer.commit();
            return new LuceneStore(directory, writer, String.valueOf(data.get(GENERATION)));
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    @Override
    public String generation() {
        return generation;
    }

    @Override
    public Map<String, IndexedSite> read(Set<String> sites) {
        return search(searcher -> {
            Map<String, IndexedSite> found = new HashMap<>();
            for (String site : sites) {
                IndexedSite read = LuceneDocuments.site(searcher, site);
                if (read != null) {
                    found.put(site, read);
                }
            }
            return found;
        });
    }

    @Override
    public void write(Collection<IndexedSite> sites) {
        try {
            for (IndexedSite site : sites) {
                writer.updateDocuments(new Term(SITE, site.site()), documents(site));
            }
            writer.commit();
            searchers.maybeRefreshBlocking();
        } catch (IOException | AlreadyClosedException e) {
            throw unusable(e);
        }
    }

    @Override
    public Set<String> nearest(String tenant, Embedding vector, int sites, int sections) {
        return search(searcher -> {
            Set<String> found = new TreeSet<>(nearest(searcher, SITE_VECTOR, tenant, vector, sites));
            found.addAll(nearest(searcher, SECTION_VECTOR, tenant, vector, sections));
            return found;
        });
    }

    private static List<String> nearest(
            IndexSearcher searcher, String field, String tenant, Embedding vector, int count) throws IOException {
        List<String> found = new ArrayList<>();
        if (count > 0) {
            var query =
                    new KnnFloatVectorQuery(field, vector.numbers(), count, new TermQuery(new Term(TENANT, tenant)));
            for (ScoreDoc hit : searcher.search(query, count).scoreDocs) {
                found.add(
                        searcher.storedFields().document(hit.doc, Set.of(SITE)).get(SITE));
            }
        }
        return found;
    }

    private static List<Document> documents(IndexedSite site) {
        List<Document> documents = new ArrayList<>();
        Document whole = document(site);
        documents.add(whole);
        Reading reading = site.reading();
        if (reading != null) {
            whole.add(new StoredField(FINGERPRINT, reading.fingerprint()));
            store(whole, TITLE, reading.title());
            whole.add(vector(SITE_VECTOR, reading.vector()));
            for (Section section : reading.sections()) {
                Document document = document(site);
                document.add(new StoredField(HASH, section.hash()));
                store(document, HEADING, section.heading());
                document.add(new StoredField(EXCERPT, section.excerpt()));
                document.add(new StoredField(URL, section.url()));
                document.add(vector(SECTION_VECTOR, section.vector()));
                documents.add(document);
            }
        }
        return documents;
    }

    private static Document document(IndexedSite site) {
        Document document = new Document();
        document.add(new StringField(SITE, site.site(), Store.YES));
        site.tenants().forEach(tenant -> document.add(new StringField(TENANT, tenant, Store.YES)));
        return document;
    }

    private static KnnFloatVectorField vector(String field, Embedding vector) {
        return new KnnFloatVectorField(field, vector.numbers(), VectorSimilarityFunction.DOT_PRODUCT);
    }

    private static void store(Document document, String field, @Nullable String value) {
        if (value != null) {
            document.add(new StoredField(field, value));
        }
    }

    private <T> T search(Use<T> use) {
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return use.of(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException | AlreadyClosedException e) {
            throw unusable(e);
        }
    }

    private static IndexUnavailable unusable(Exception e) {
        return new IndexUnavailable("the search index cannot be used: " + e.getMessage(), e);
    }

    /** What was written is durable already; what is left is of a write that failed, and is written again. */
    @Override
    public void close() {
        try (directory;
                writer;
                searchers) {
            LOG.atDebug().log("search index closes");
        } catch (IOException | AlreadyClosedException e) {
            LOG.atWarn().setCause(e).log("the search index was not closed cleanly; what it had written is there");
        }
    }
}
