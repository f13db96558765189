package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.projections.search.IndexedSite.Reading;
import com.blossomer.gtm.projections.search.IndexedSite.Section;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Vectors in a Chroma server: a collection of sites and one of sections. A record carries a key of its metadata for each
 * tenant who may see it. A site's own record is written last: it holds the fingerprint, so that a write that was cut short
 * is done again.
 */
final class ChromaStore implements VectorStore {

    private static final String SITE = "site";
    private static final String READ = "read";
    private static final String FINGERPRINT = "fingerprint";
    private static final String TITLE = "title";
    private static final String HEADING = "heading";
    private static final String EXCERPT = "excerpt";
    private static final String URL = "url";
    private static final String PLACE = "place";
    private static final String TENANT = "tenant:";
    private static final String OF_SITE = "#"; // which no site key holds
    private static final int AT_ONCE = 500;

    private record Entry(String id, Embedding vector, ObjectNode metadata) {}

    private final ChromaClient chroma;
    private final String sites;
    private final String sections;
    private final Embedding nowhere;

    private ChromaStore(ChromaClient chroma, String name, int dimensions) {
        this.chroma = chroma;
        this.sites = chroma.collection(name + "-sites");
        this.sections = chroma.collection(name + "-sections");
        float[] numbers = new float[dimensions];
        numbers[0] = 1;
        this.nowhere = Embedding.of(numbers); // Chroma keeps nothing without a vector
    }

    /** @param name what the collections are named after; they are made where they are not there */
    static ChromaStore open(URI server, String name, int dimensions) {
        ChromaClient chroma = new ChromaClient(server);
        try {
            return new ChromaStore(chroma, name, dimensions);
        } catch (RuntimeException e) {
            chroma.close();
            throw e;
        }
    }

    @Override
    public String generation() {
        return sites + "+" + sections;
    }

    @Override
    public Map<String, IndexedSite> read(Set<String> names) {
        Map<String, IndexedSite> found = new HashMap<>();
        if (names.isEmpty()) {
            return found;
        }
        List<Entry> known = entries(chroma.call(sites, "get", whole().set("ids", array(names))));
        Set<String> read = new HashSet<>();
        known.stream().filter(entry -> entry.metadata().path(READ).asBoolean()).forEach(entry -> read.add(entry.id()));
        Map<String, List<Entry>> parts = sectionsOf(read);
        for (Entry entry : known) {
            found.put(entry.id(), site(entry, parts.getOrDefault(entry.id(), List.of())));
        }
        return found;
    }

    @Override
    public void write(Collection<IndexedSite> changed) {
        Set<String> names = new TreeSet<>();
        List<Entry> wholes = new ArrayList<>();
        Map<String, Entry> parts = new TreeMap<>();
        for (IndexedSite site : changed) {
            names.add(site.site());
            wholes.add(whole(site));
            Reading reading = site.reading();
            for (int i = 0; reading != null && i < reading.sections().size(); i++) {
                Entry part = part(site, reading.sections().get(i), i);
                parts.put(part.id(), part);
            }
        }
        Set<String> gone = new TreeSet<>();
        sectionIds(names).forEach(gone::add);
        gone.removeAll(parts.keySet());
        upsert(sections, List.copyOf(parts.values()));
        if (!gone.isEmpty()) {
            chroma.call(sections, "delete", ChromaClient.JSON.createObjectNode().set("ids", array(gone)));
        }
        upsert(sites, wholes);
    }

    @Override
    public Set<String> nearest(String tenant, Embedding vector, int wholes, int parts) {
        ObjectNode visible = ChromaClient.JSON.createObjectNode().put(TENANT + tenant, true);
        ObjectNode readable = ChromaClient.JSON.createObjectNode();
        readable.putArray("$and")
                .add(visible)
                .add(ChromaClient.JSON.createObjectNode().put(READ, true));
        Set<String> found = new TreeSet<>(nearest(sites, vector, wholes, readable));
        for (String id : nearest(sections, vector, parts, visible)) {
            found.add(id.substring(0, id.lastIndexOf(OF_SITE)));
        }
        return found;
    }

    private List<String> nearest(String collection, Embedding vector, int count, ObjectNode where) {
        List<String> ids = new ArrayList<>();
        if (count > 0) {
            ObjectNode query = ChromaClient.JSON.createObjectNode().put("n_results", count);
            query.putArray("query_embeddings").add(array(vector));
            query.set("where", where);
            query.putArray("include");
            chroma.call(collection, "query", query).path("ids").path(0).forEach(id -> ids.add(id.asText()));
        }
        return ids;
    }

    private Map<String, List<Entry>> sectionsOf(Set<String> names) {
        Map<String, List<Entry>> parts = new HashMap<>();
        if (!names.isEmpty()) {
            ObjectNode request = whole();
            request.set("where", ofSites(names));
            List<Entry> found = new ArrayList<>(entries(chroma.call(sections, "get", request)));
            found.sort(Comparator.comparingInt(
                    entry -> entry.metadata().path(PLACE).asInt()));
            for (Entry entry : found) {
                parts.computeIfAbsent(entry.metadata().path(SITE).asText(), site -> new ArrayList<>())
                        .add(entry);
            }
        }
        return parts;
    }

    private List<String> sectionIds(Set<String> names) {
        ObjectNode request = ChromaClient.JSON.createObjectNode();
        request.set("where", ofSites(names));
        request.putArray("include");
        List<String> ids = new ArrayList<>();
        chroma.call(sections, "get", request).path("ids").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    private void upsert(String collection, List<Entry> entries) {
        for (int start = 0; start < entries.size(); start += AT_ONCE) {
            ObjectNode request = ChromaClient.JSON.createObjectNode();
            ArrayNode ids = request.putArray("ids");
            ArrayNode embeddings = request.putArray("embeddings");
            ArrayNode metadatas = request.putArray("metadatas");
            for (Entry entry : entries.subList(start, Math.min(entries.size(), start + AT_ONCE))) {
                ids.add(entry.id());
                embeddings.add(array(entry.vector()));
                metadatas.add(entry.metadata());
            }
            chroma.call(collection, "upsert", request);
        }
    }

    /** Metadata keeps the keys that an upsert does not name, so that each names all: empty stands for none. */
    private Entry whole(IndexedSite site) {
        ObjectNode metadata = metadata(site);
        Reading reading = site.reading();
        metadata.put(READ, reading != null);
        metadata.put(FINGERPRINT, reading == null ? "" : reading.fingerprint());
        metadata.put(TITLE, reading == null ? "" : text(reading.title()));
        return new Entry(site.site(), reading == null ? nowhere : reading.vector(), metadata);
    }

    private static Entry part(IndexedSite site, Section section, int place) {
        ObjectNode metadata = metadata(site);
        metadata.put(PLACE, place);
        metadata.put(HEADING, text(section.heading()));
        metadata.put(EXCERPT, section.excerpt());
        metadata.put(URL, section.url());
        return new Entry(site.site() + OF_SITE + section.hash(), section.vector(), metadata);
    }

    private static ObjectNode metadata(IndexedSite site) {
        ObjectNode metadata = ChromaClient.JSON.createObjectNode().put(SITE, site.site());
        site.tenants().forEach(tenant -> metadata.put(TENANT + tenant, true));
        return metadata;
    }

    private static IndexedSite site(Entry whole, List<Entry> parts) {
        Set<String> tenants = new TreeSet<>();
        whole.metadata().fieldNames().forEachRemaining(name -> {
            if (name.startsWith(TENANT)) {
                tenants.add(name.substring(TENANT.length()));
            }
        });
        JsonNode data = whole.metadata();
        Reading reading = null;
        if (data.path(READ).asBoolean()) {
            List<Section> read = parts.stream()
                    .map(part -> new Section(
                            part.id().substring(part.id().lastIndexOf(OF_SITE) + 1),
                            orNull(part.metadata().path(HEADING).asText()),
                            part.metadata().path(EXCERPT).asText(),
                            part.metadata().path(URL).asText(),
                            part.vector()))
                    .toList();
            reading = new Reading(
                    data.path(FINGERPRINT).asText(), orNull(data.path(TITLE).asText()), whole.vector(), read);
        }
        return new IndexedSite(whole.id(), tenants, reading);
    }

    private static List<Entry> entries(JsonNode answer) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < answer.path("ids").size(); i++) {
            JsonNode numbers = answer.path("embeddings").path(i);
            float[] vector = new float[numbers.size()];
            for (int n = 0; n < vector.length; n++) {
                vector[n] = numbers.path(n).floatValue();
            }
            entries.add(new Entry(answer.path("ids").path(i).asText(), Embedding.of(vector), (ObjectNode)
                    answer.path("metadatas").path(i)));
        }
        return entries;
    }

    private static ObjectNode whole() {
        ObjectNode request = ChromaClient.JSON.createObjectNode();
        request.putArray("include").add("metadatas").add("embeddings");
        return request;
    }

    private static ObjectNode ofSites(Set<String> names) {
        ObjectNode where = ChromaClient.JSON.createObjectNode();
        where.putObject(SITE).set("$in", array(names));
        return where;
    }

    private static ArrayNode array(Collection<String> texts) {
        ArrayNode array = ChromaClient.JSON.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static ArrayNode array(Embedding vector) {
        ArrayNode array = ChromaClient.JSON.createArrayNode();
        for (float number : vector.numbers()) {
            array.add(number);
        }
        return array;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    @Override
    public void close() {
        chroma.close();
    }
}
