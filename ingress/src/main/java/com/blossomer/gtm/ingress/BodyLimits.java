package com.blossomer.gtm.ingress;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration;
import jakarta.inject.Singleton;

/** Lets streamed batches be as long as they may; bodies that are held whole keep the server's limit. */
@Singleton
final class BodyLimits implements BeanCreatedEventListener<HttpServerConfiguration> {

    private final IngressSettings settings;

    BodyLimits(IngressSettings settings) {
        this.settings = settings;
    }

    @Override
    public HttpServerConfiguration onCreated(BeanCreatedEvent<HttpServerConfiguration> event) {
        HttpServerConfiguration server = event.getBean();
        server.setMaxRequestSize(Math.max(server.getMaxRequestSize(), settings.maxBatchBody()));
        return server;
    }
}
