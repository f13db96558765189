package com.blossomer.gtm.content;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a name and hands out only the addresses that the guard permits: the HTTP client connects to what this
 * returns and resolves nothing itself, so that no later answer of the name server can point elsewhere.
 *
 * <p>The system's resolver blocks in native code, so it runs on platform threads: a slow name server must not hold the
 * few threads that carry all virtual ones.
 */
final class GuardedDns implements DnsResolver, AutoCloseable {

    /** All addresses of a name are refused. An {@link UnknownHostException} so that the client passes it on. */
    static final class Refused extends UnknownHostException {

        private static final long serialVersionUID = 1L;
        private final transient FetchFailure failure;

        Refused(FetchFailure failure) {
            super(failure.detail());
            this.failure = failure;
        }

        FetchFailure failure() {
            return failure;
        }
    }

    /** Where names are looked up; another one in tests. */
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    private static final int THREADS = 64;

    private final FetchGuard guard;
    private final Lookup lookup;
    private final Duration timeout;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("fetch-dns-", 0).factory());

    GuardedDns(FetchGuard guard, Lookup lookup, Duration timeout) {
        this.guard = guard;
        this.lookup = lookup;
        this.timeout = timeout;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        List<InetSocketAddress> permitted = Arrays.stream(lookedUp(host))
                .filter(address -> guard.permits(address, port))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (permitted.isEmpty()) {
            throw new Refused(FetchFailure.blockedAddress(host, port));
        }
        return permitted;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        throw new UnknownHostException(host + ": addresses are resolved together with their port");
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private InetAddress[] lookedUp(String host) throws UnknownHostException {
        var answer = threads.submit(() -> lookup.all(host));
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new UnknownHostException(host + ": no answer from the name server");
        } catch (ExecutionException e) {
            throw new UnknownHostException(host + ": " + e.getMessage());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + ": interrupted");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
