package com.blossomer.gtm.platform;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one service, or everything in one JVM.
 *
 * <p>A service's {@code main} calls {@link #run}. Who embeds the system calls {@link #builder} with properties of its own
 * (such as {@code blossomer.kafka.bootstrap-servers}, {@code micronaut.server.port}), starts the context, which provisions
 * topics and starts all {@link Component}s, then starts its {@code EmbeddedServer}; closing the context stops all:
 *
 * <pre>{@code
 * ApplicationContext context = ServiceApplication.builder("standalone", Main.class, properties).start();
 * EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
 * …
 * context.close();
 * }</pre>
 */
public final class ServiceApplication {

    private ServiceApplication() {}

    /**
     * Starts the service and returns when it was stopped; ends the process with 1 when it cannot start. Logs JSON unless
     * {@code LOG_FORMAT} says {@code text}. On SIGTERM first HTTP stops, then the components do, the last first.
     */
    public static void run(String name, Class<?> mainClass, String... args) {
        Logger log = LoggerFactory.getLogger(ServiceApplication.class);
        ApplicationContext started = null;
        EmbeddedServer server;
        try {
            started = builder(name, mainClass, Map.of()).args(args).build();
            server = started.start().getBean(EmbeddedServer.class).start();
        } catch (RuntimeException e) {
            StartFailure.of(e).log(log, name);
            if (started != null) {
                started.close();
            }
            System.exit(1);
            return;
        }
        ApplicationContext context = started;
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    server.stop();
                    context.close();
                    log.atInfo().addKeyValue("service", name).log("stopped");
                    stopped.countDown();
                }));
        log.atInfo()
                .addKeyValue("service", name)
                .addKeyValue("url", server.getURL())
                .log("serving");
        awaitQuietly(stopped);
    }

    /**
     * A context configured by the environment's contract variables, and over them by {@code properties}.
     *
     * @param name of the service, for logs and metrics
     */
    public static ApplicationContextBuilder builder(String name, Class<?> mainClass, Map<String, Object> properties) {
        return ServiceEnvironment.configure(name, mainClass, System.getenv(), properties);
    }

    private static void awaitQuietly(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
