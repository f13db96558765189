package com.blossomer.gtm.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EventsTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void an_events_headers_are_those_of_cloud_events_and_trace_context() {
        CampaignCommand command = CampaignCommand.newBuilder()
                .setTenant("default")
                .setCampaignId("cmp_1")
                .setRun(1)
                .setSite("example.com")
                .setOccurredAt(Instant.parse("2026-01-02T03:04:05.006Z"))
                .setTraceId(TRACE)
                .setBody(new CancelRun())
                .build();
        var record = Events.record(Topics.CAMPAIGN_COMMANDS, "example.com", command);
        assertThat(record.topic()).isEqualTo(Topics.CAMPAIGN_COMMANDS.name());
        assertThat(record.key()).isEqualTo("example.com");
        assertThat(record.timestamp()).isEqualTo(command.getOccurredAt().toEpochMilli());
        var headers = record.headers();
        assertThat(CloudEvents.text(headers, "ce_specversion")).isEqualTo("1.0");
        assertThat(CloudEvents.text(headers, "ce_type")).isEqualTo("com.blossomer.gtm.events.CancelRun");
        assertThat(CloudEvents.text(headers, "ce_source")).isEqualTo("/blossomer/ingress");
        assertThat(CloudEvents.text(headers, "ce_subject")).isEqualTo("cmp_1");
        assertThat(CloudEvents.text(headers, "ce_time")).isEqualTo("2026-01-02T03:04:05.006Z");
        assertThat(CloudEvents.text(headers, "ce_id")).isNotBlank();
        assertThat(CloudEvents.text(headers, "traceparent")).matches("00-" + TRACE + "-[0-9a-f]{16}-01");
    }

    @Test
    void a_result_names_its_task_and_nonsense_names_none() {
        Headers headers = new RecordHeaders();
        assertThat(CloudEvents.task(headers, "tasks", 1)).isEmpty();

        CloudEvents.task(headers, "tasks", 1, 42);

        assertThat(CloudEvents.task(headers, "tasks", 1)).hasValue(42);
        assertThat(CloudEvents.task(headers, "tasks", 11)).isEmpty();
        assertThat(CloudEvents.task(headers, "other", 1)).isEmpty();
        headers.add("ce_task", "tasks-1@soon".getBytes(StandardCharsets.UTF_8));
        assertThat(CloudEvents.task(headers, "tasks", 1)).isEmpty();
    }
}
