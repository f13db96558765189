package com.blossomer.gtm.platform.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import org.apache.kafka.common.errors.TimeoutException;

/** Fails in every way. */
@Controller("/trouble")
class TroubleController {

    record Order(String name, int count) {}

    @Post("/orders")
    String order(@Body Order order) {
        return order.name();
    }

    @Get(value = "/tenant", produces = MediaType.TEXT_PLAIN)
    String tenant(HttpRequest<?> request) {
        return Tenant.of(request);
    }

    @Get("/bug")
    String bug() {
        throw new IllegalStateException("the secret inside");
    }

    @Get("/kafka")
    String kafka() {
        throw new IllegalStateException(new TimeoutException("no broker"));
    }

    @Get("/problem")
    String problem() {
        throw Problem.of(422, "site-failed", "The site cannot be read", "It answers 404.")
                .with("campaign_id", "cmp_1")
                .asException();
    }
}
