package com.blossomer.gtm.pipeline;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/**
 * A record that cannot be read goes to the dead letters. Where that cannot be told, since the schema registry does not
 * answer, the thread fails: its transaction is undone and the record is read again. Made by Kafka Streams.
 */
public final class UnreadableToDeadLetters extends LogAndContinueExceptionHandler {

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        return Outages.causes(exception) ? Response.fail() : super.handleError(context, record, exception);
    }
}
