package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.site.WebsiteUrl;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bodies to checked requests. Everything that is wrong with a body is told at once, each thing by name. */
@Singleton
final class RequestReader {

    static final String WEBSITE_URL = "website_url";
    static final String USER_CONTEXT = "user_inputted_context";
    static final String GIVEN = "llm_inferred_context";
    static final String ASSETS = "assets";
    static final String MAX_AGE = "max_age";
    static final String ECONOMY = "economy";

    private static final int ECHOED = 120;
    private static final long MAX_AGE_LIMIT = 10L * 365 * 24 * 3600;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final AssetCatalog catalog;
    private final GivenAssets givenAssets;
    private final IngressSettings settings;

    RequestReader(AssetCatalog catalog, GivenAssets givenAssets, IngressSettings settings) {
        this.catalog = catalog;
        this.givenAssets = givenAssets;
        this.settings = settings;
    }

    /** What a body turned out to be. */
    sealed interface Read {}

    record Accepted(CampaignRequest request) implements Read {}

    record Refused(List<Violation> violations) implements Read {}

    /** The JSON object that a body must be. */
    ObjectNode object(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw Problems.notAnObject("nothing");
        }
        if (body.length > settings.maxBody()) {
            throw Problems.tooLarge("The body", body.length, settings.maxBody());
        }
        return object(json(body));
    }

    /** JSON without duplicate names and without anything after it. */
    static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw Problems.malformed(
                    e.getOriginalMessage(),
                    e.getLocation().getLineNr(),
                    e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw Problems.malformed("it is not UTF-8", 1, 1);
        }
    }

    private static ObjectNode object(JsonNode json) {
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw Problems.notAnObject(
                json.isMissingNode() ? "nothing" : json.getNodeType().name().toLowerCase(Locale.ROOT));
    }

    /** A request for one asset, named by the route. */
    Read one(ObjectNode body, AssetType asset) {
        return read(body, List.of(asset.name()), Set.of(WEBSITE_URL, USER_CONTEXT, GIVEN, MAX_AGE));
    }

    /** A request for the assets that it names, or for all. */
    Read several(ObjectNode body) {
        return several(body, all(), false);
    }

    /**
     * @param standard the assets where the body names none
     * @param economy where the body says nothing of it
     */
    Read several(ObjectNode body, List<String> standard, boolean economy) {
        List<Violation> violations = new ArrayList<>();
        if (economy && !body.hasNonNull(ECONOMY)) {
            body.put(ECONOMY, true);
        }
        List<String> assets = assets(body.get(ASSETS), standard, violations);
        Read read = read(body, assets, Set.of(WEBSITE_URL, USER_CONTEXT, GIVEN, MAX_AGE, ASSETS, ECONOMY));
        if (violations.isEmpty()) {
            return read;
        }
        if (read instanceof Refused refused) {
            violations.addAll(refused.violations());
        }
        return new Refused(violations);
    }

    /** Every asset of the catalogue. */
    List<String> all() {
        return catalog.all().stream().map(AssetType::name).toList();
    }

    /** The assets of a list of names; {@code standard} where there is none. */
    List<String> assets(@Nullable JsonNode names, List<String> standard, List<Violation> violations) {
        List<String> all = all();
        if (names == null || names.isNull()) {
            return standard;
        }
        String known = "the assets are " + String.join(", ", all);
        if (!names.isArray() || names.isEmpty()) {
            violations.add(Violation.of(ASSETS, "must be a list of at least one name, such as [\"icp\"]; " + known));
            return all;
        }
        Set<String> wanted = new LinkedHashSet<>();
        for (JsonNode name : names) {
            if (catalog.find(name.asText()).isEmpty()) {
                violations.add(Violation.of(ASSETS, "names " + echo(name.asText()) + ", which is no asset; " + known));
            }
            wanted.add(name.asText());
        }
        return List.copyOf(wanted);
    }

    /** Reads what every kind of request has; {@code assets} are known to exist or reported elsewhere. */
    Read read(ObjectNode body, List<String> assets, Set<String> fields) {
        List<Violation> violations = new ArrayList<>();
        unknownFields(body, fields, violations);
        WebsiteUrl url = websiteUrl(body.get(WEBSITE_URL), violations);
        String userContext = userContext(body.path(USER_CONTEXT), violations);
        Map<String, String> given = given(body.path(GIVEN), assets, violations);
        boolean economy = economy(body.path(ECONOMY), violations);
        Long maxAge = maxAge(body.path(MAX_AGE), violations);
        if (url == null || !violations.isEmpty()) {
            return new Refused(violations);
        }
        String written = body.path(WEBSITE_URL).asText().strip();
        return new Accepted(new CampaignRequest(url, written, assets, userContext, given, economy, maxAge));
    }

    private static void unknownFields(ObjectNode body, Set<String> fields, List<Violation> violations) {
        body.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                violations.add(Violation.of(
                        name.length() > ECHOED ? name.substring(0, ECHOED) : name,
                        "is no field of this request; it takes "
                                + String.join(", ", fields.stream().sorted().toList())));
            }
        });
    }

    private static @Nullable WebsiteUrl websiteUrl(@Nullable JsonNode node, List<Violation> violations) {
        if (node == null || node.isNull()) {
            violations.add(
                    Violation.of(WEBSITE_URL, "is missing; send the company's address, such as https://acme.com"));
            return null;
        }
        if (!node.isTextual()) {
            violations.add(Violation.of(WEBSITE_URL, "must be a string, such as \"https://acme.com\""));
            return null;
        }
        return switch (WebsiteUrl.parse(node.asText())) {
            case WebsiteUrl.Valid valid -> valid.url();
            case WebsiteUrl.Invalid invalid -> {
                violations.add(Violation.of(
                        WEBSITE_URL,
                        echo(node.asText()) + " " + invalid.problem()
                                + "; write it like https://acme.com or acme.com/product"));
                yield null;
            }
        };
    }

    private @Nullable String userContext(JsonNode node, List<Violation> violations) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isTextual() && !node.isObject()) {
            violations.add(Violation.of(USER_CONTEXT, "must be a string or an object"));
            return null;
        }
        String text = node.isTextual() ? node.asText() : node.toString();
        limit(USER_CONTEXT, text, violations);
        return text.isBlank() ? null : text;
    }

    private Map<String, String> given(JsonNode node, List<String> assets, List<Violation> violations) {
        return node.isMissingNode() || !limit(GIVEN, node.toString(), violations)
                ? Map.of()
                : givenAssets.read(node, assets, violations);
    }

    private boolean limit(String field, String text, List<Violation> violations) {
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > settings.maxContext()) {
            violations.add(Violation.of(
                    field, "is " + size + " bytes long; at most " + settings.maxContext() + " are taken: shorten it"));
            return false;
        }
        return true;
    }

    private static boolean economy(JsonNode node, List<Violation> violations) {
        if (!node.isMissingNode() && !node.isNull() && !node.isBoolean()) {
            violations.add(Violation.of(ECONOMY, "must be true or false"));
        }
        return node.asBoolean(false);
    }

    private static @Nullable Long maxAge(JsonNode node, List<Violation> violations) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.asLong() < 0
                || node.asLong() > MAX_AGE_LIMIT) {
            violations.add(
                    Violation.of(MAX_AGE, "must be a whole number of seconds from 0, which reads the site again"));
            return null;
        }
        return node.asLong();
    }

    private static String echo(String text) {
        String shown = text.length() > ECHOED ? text.substring(0, ECHOED) + "…" : text;
        return "\"" + shown + "\"";
    }
}
