package com.blossomer.gtm.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts asset types into an order in which each comes after those it depends on; independent ones by name. */
final class DependencyOrder {

    private DependencyOrder() {}

    static List<AssetType> of(List<AssetType> types) {
        Map<String, AssetType> waiting = new LinkedHashMap<>();
        types.stream().sorted(Comparator.comparing(AssetType::name)).forEach(type -> waiting.put(type.name(), type));
        for (AssetType type : types) {
            for (String name : type.dependsOn()) {
                if (!name.equals(AssetType.CONTENT) && !waiting.containsKey(name)) {
                    throw new IllegalStateException("catalog/" + type.name() + ": depends on '" + name
                            + "', which is no asset type; there are " + String.join(", ", waiting.keySet()));
                }
            }
        }
        List<AssetType> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            List<AssetType> ready = waiting.values().stream()
                    .filter(type -> type.dependsOn().stream().noneMatch(waiting::containsKey))
                    .toList();
            if (ready.isEmpty()) {
                throw new IllegalStateException(cycle(waiting));
            }
            // One at a time, so that the order does not jump when an unrelated type is added.
            AssetType next = ready.getFirst();
            ordered.add(next);
            waiting.remove(next.name());
        }
        return ordered;
    }

    private static String cycle(Map<String, AssetType> waiting) {
        String first = waiting.keySet().iterator().next();
        List<String> path = new ArrayList<>();
        String at = first;
        while (!path.contains(at)) {
            path.add(at);
            AssetType type = waiting.get(at);
            at = type == null
                    ? first
                    : type.dependsOn().stream()
                            .filter(waiting::containsKey)
                            .findFirst()
                            .orElse(first);
        }
        String circle = path.subList(path.indexOf(at), path.size()).stream().collect(Collectors.joining(" -> "));
        return "catalog/" + at + ": depends on itself: " + circle + " -> " + at;
    }
}
