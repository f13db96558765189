package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.events.Submission;
import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.kafka.CompactedView;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic of submissions: what is written is safe, and read back, before anything rests on it. */
public final class SubmissionLog implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(SubmissionLog.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PARTITION = 0;

    /** Longer than any run waits: nobody asks for a task of a submission that is as old. */
    private static final Duration REMEMBERED = Duration.ofDays(3);

    private final KafkaClients clients;
    private final Clock clock;
    private final Submissions submissions = new Submissions();
    private final CompactedView<Submission> view;
    private @Nullable Producer<String, SpecificRecord> producer;

    public SubmissionLog(KafkaClients clients, Clock clock) {
        this.clients = clients;
        this.clock = clock;
        this.view = new CompactedView<>(clients, Topics.LLM_SUBMISSIONS, submissions::take);
    }

    Submissions submissions() {
        return submissions;
    }

    /**
     * Writes the last word on a submission. Returns when it is safe and read back; the broker is waited for.
     *
     * @throws InterruptedException with nothing known of what was written
     */
    void write(Submission submission) throws InterruptedException {
        send(record(submission.getSubmissionId(), submission));
        submissions.awaitSeen(submission);
        for (String old : submissions.intendedBefore(clock.instant().minus(REMEMBERED))) {
            send(new ProducerRecord<>(Topics.LLM_SUBMISSIONS.name(), PARTITION, old, null));
        }
    }

    private static ProducerRecord<String, SpecificRecord> record(String key, Submission value) {
        ProducerRecord<String, SpecificRecord> event = Events.record(Topics.LLM_SUBMISSIONS, key, value);
        return new ProducerRecord<>(event.topic(), PARTITION, event.timestamp(), key, value, event.headers());
    }

    private void send(ProducerRecord<String, SpecificRecord> record) throws InterruptedException {
        while (true) {
            try {
                producer().send(record).get();
                return;
            } catch (InterruptException e) {
                Thread.interrupted();
                throw new InterruptedException("stopped while a submission was written");
            } catch (ExecutionException | KafkaException e) {
                LOG.atError()
                        .addKeyValue("submission", record.key())
                        .setCause(e)
                        .log("submission was not taken by the broker and is sent again");
                Thread.sleep(PAUSE);
            }
        }
    }

    private synchronized Producer<String, SpecificRecord> producer() {
        Producer<String, SpecificRecord> open = producer;
        if (open == null) {
            open = clients.producer("llm-submissions");
            producer = open;
        }
        return open;
    }

    @Override
    public String name() {
        return view.name();
    }

    @Override
    public int phase() {
        return view.phase();
    }

    @Override
    public void start() {
        view.start();
    }

    @Override
    public synchronized void stop() {
        view.stop();
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
            producer = null;
        }
    }

    @Override
    public Health health() {
        return view.health();
    }
}
