package com.blossomer.gtm.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** How much the topics hold, on disk. */
final class BrokerBytes {

    private BrokerBytes() {}

    static Map<String, Long> byTopic(String bootstrapServers) throws InterruptedException, ExecutionException {
        Map<String, Long> bytes = new TreeMap<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            var nodes = admin.describeCluster().nodes().get().stream()
                    .map(node -> node.id())
                    .toList();
            admin.describeLogDirs(nodes)
                    .allDescriptions()
                    .get()
                    .values()
                    .forEach(directories -> directories
                            .values()
                            .forEach(directory -> directory
                                    .replicaInfos()
                                    .forEach((partition, replica) ->
                                            bytes.merge(partition.topic(), replica.size(), Long::sum))));
        }
        return bytes;
    }

    /** What came on top, by topic; nothing for topics that did not grow. */
    static Map<String, Long> growth(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> growth = new TreeMap<>();
        after.forEach((topic, bytes) -> {
            long more = bytes - before.getOrDefault(topic, 0L);
            if (more > 0) {
                growth.put(topic, more);
            }
        });
        return growth;
    }
}
