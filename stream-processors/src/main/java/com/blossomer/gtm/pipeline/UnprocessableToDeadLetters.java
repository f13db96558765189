package com.blossomer.gtm.pipeline;

import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A record on which the rules fail goes to the dead letters. Where the stores, or what is to be sent, could not be read
 * or written, the thread fails: its transaction is undone and the record is done again. Made by Kafka Streams.
 */
public final class UnprocessableToDeadLetters extends LogAndContinueProcessingExceptionHandler {

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        return Outages.causes(exception) ? Response.fail() : super.handleError(context, record, exception);
    }
}
