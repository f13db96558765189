package com.blossomer.gtm.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The outside world of a benchmark, on loopback: a model that speaks OpenAI chat completions at {@code /v1}, and the
 * websites of {@link BenchSites} at {@code /c}. Asynchronous throughout, so that thousands of calls in flight cost
 * no more than those that are answered.
 */
public final class StubServer implements AutoCloseable {

    private static final String DEPLOYMENTS = "/deployments/";
    private static final int LARGEST_REQUEST = 4 << 20;

    private final EventLoopGroup threads;
    private final ServerBootstrap bootstrap;
    private final ChannelGroup connections;
    private final StubStats stats;
    private Channel channel;

    private StubServer(
            EventLoopGroup threads,
            ServerBootstrap bootstrap,
            ChannelGroup connections,
            StubStats stats,
            Channel channel) {
        this.threads = threads;
        this.bootstrap = bootstrap;
        this.connections = connections;
        this.stats = stats;
        this.channel = channel;
    }

    /**
     * How the stub behaves.
     *
     * @param port 0 for a free one
     * @param latency from request to answer
     * @param failureRate share of calls that fail after the latency, 0 to 1
     * @param chaotic they fail in every way there is (429 with and without a time, 500, 503, reset, malformed, and eight
     *     times as slow); otherwise with 503
     * @param seed of which calls fail
     */
    public record Behaviour(int port, Duration latency, double failureRate, boolean chaotic, long seed) {

        public Behaviour {
            if (failureRate < 0 || failureRate > 1) {
                throw new IllegalArgumentException("the failure rate is between 0 and 1, not " + failureRate);
            }
        }

        public static Behaviour answering(Duration latency) {
            return new Behaviour(0, latency, 0, false, 1);
        }
    }

    public static StubServer start(Behaviour behaviour) throws InterruptedException {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        EventLoopGroup threads = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        StubStats stats = new StubStats();
        StubModel model = new StubModel(new OfflineDrafts());
        BenchSites sites = new BenchSites();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpServerKeepAliveHandler())
                                .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
                                .addLast(new StubHandler(behaviour, model, sites, stats));
                    }
                });
        Channel channel = bootstrap.bind("127.0.0.1", behaviour.port()).sync().channel();
        return new StubServer(threads, bootstrap, connections, stats, channel);
    }

    /** Without a path. */
    public String url() {
        return "http://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** For {@code OPENAI_BASE_URL}. */
    public String openAiBaseUrl() {
        return url() + "/v1";
    }

    /**
     * For {@code OPENAI_BASE_URL}, of a deployment: its answers say its name where others say that of the model that was
     * asked, and what they cost is counted under it.
     */
    String openAiBaseUrl(String deployment) {
        return url() + DEPLOYMENTS + deployment + "/v1";
    }

    /** The deployment that a request is for; empty for none. */
    static String deployment(String path) {
        return path.startsWith(DEPLOYMENTS)
                ? path.substring(DEPLOYMENTS.length(), path.indexOf('/', DEPLOYMENTS.length()))
                : "";
    }

    /** The home page of company {@code number}. */
    public String site(int number) {
        return url() + BenchSites.path(number);
    }

    /** Dies: what is under way is cut off, and nothing is accepted any more. */
    public synchronized void die() {
        stats.dead(true);
        channel.close().syncUninterruptibly();
        connections.close().awaitUninterruptibly();
    }

    /** Is there again, at the same address. */
    public synchronized void comeBack() throws InterruptedException {
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        channel = bootstrap.bind("127.0.0.1", port).sync().channel();
        stats.dead(false);
    }

    /** How often each prompt was answered and charged for, by its hash. */
    Map<String, Long> chargedPrompts() {
        return stats.chargedPrompts();
    }

    /** How many answers of each deployment were charged for. */
    Map<String, Long> chargedDeployments() {
        return stats.chargedDeployments();
    }

    StubStats.Snapshot stats() {
        return stats.snapshot();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
