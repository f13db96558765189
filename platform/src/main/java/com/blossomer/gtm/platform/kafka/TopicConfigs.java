package com.blossomer.gtm.platform.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the settings of topics that exist to those that are configured. Others, which an operator may have set, stay. */
final class TopicConfigs {

    private static final Logger LOG = LoggerFactory.getLogger(TopicConfigs.class);

    private TopicConfigs() {}

    /** Where we may not read or change settings, it is said what they should be: whoever may has to see to it. */
    static void bring(Admin admin, Collection<NewTopic> wanted) {
        Map<ConfigResource, NewTopic> topics = new LinkedHashMap<>();
        for (NewTopic topic : wanted) {
            Map<String, String> configs = topic.configs();
            if (configs != null && !configs.isEmpty()) {
                topics.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), topic);
            }
        }
        Map<ConfigResource, KafkaFuture<Config>> found =
                admin.describeConfigs(topics.keySet()).values();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new LinkedHashMap<>();
        topics.forEach((resource, topic) -> {
            KafkaFuture<Config> config = found.get(resource);
            if (config != null) {
                List<AlterConfigOp> differing = differing(topic, config);
                if (!differing.isEmpty()) {
                    changes.put(resource, differing);
                }
            }
        });
        admin.incrementalAlterConfigs(changes)
                .values()
                .forEach((resource, changed) -> changed(resource, changes.getOrDefault(resource, List.of()), changed));
    }

    private static List<AlterConfigOp> differing(NewTopic topic, KafkaFuture<Config> found) {
        List<AlterConfigOp> differing = new ArrayList<>();
        Config config;
        try {
            config = TopicProvisioner.get(found);
        } catch (AuthorizationException e) {
            LOG.atWarn()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("wanted", topic.configs())
                    .log("we may not see the topic's settings: {}", e.getMessage());
            return differing;
        }
        new TreeMap<>(topic.configs()).forEach((name, value) -> {
            ConfigEntry entry = config.get(name);
            if (entry == null || !value.equals(entry.value())) {
                differing.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
                LOG.atInfo()
                        .addKeyValue("topic", topic.name())
                        .addKeyValue("setting", name)
                        .addKeyValue("from", entry == null ? "" : entry.value())
                        .addKeyValue("to", value)
                        .log("a topic's setting is not what is configured");
            }
        });
        return differing;
    }

    private static void changed(ConfigResource topic, Collection<AlterConfigOp> changes, KafkaFuture<Void> changed) {
        try {
            TopicProvisioner.get(changed);
            LOG.atInfo().addKeyValue("topic", topic.name()).log("topic settings changed");
        } catch (AuthorizationException e) {
            LOG.atWarn()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("wanted", changes)
                    .log("we may not change the topic's settings; an administrator has to: {}", e.getMessage());
        }
    }
}
