package com.blossomer.gtm.platform.kafka;

import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;

/** A bean of this kind names topics that must exist beside {@code Topics}: changelogs of Kafka Streams, for instance. */
@FunctionalInterface
public interface ExtraTopics {

    List<NewTopic> topics(KafkaSettings settings);
}
