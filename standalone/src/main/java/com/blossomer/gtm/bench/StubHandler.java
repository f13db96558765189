package com.blossomer.gtm.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes of the {@link StubServer}; one for each connection. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's own: a failed write closes the connection.
final class StubHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(StubHandler.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** How much longer a slow answer takes. */
    private static final int SLOWER = 8;

    private static final String HTML = "text/html; charset=utf-8";
    private static final String JSON_TYPE = "application/json";

    private final StubServer.Behaviour behaviour;
    private final StubModel model;
    private final BenchSites sites;
    private final StubStats stats;

    StubHandler(StubServer.Behaviour behaviour, StubModel model, BenchSites sites, StubStats stats) {
        this.behaviour = behaviour;
        this.model = model;
        this.sites = sites;
        this.stats = stats;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
        String path = new QueryStringDecoder(request.uri()).path();
        boolean post = request.method().equals(HttpMethod.POST);
        if (post && path.endsWith("/chat/completions")) {
            completion(context, request, StubServer.deployment(path));
        } else if (post && path.equals("/stats/reset")) {
            stats.reset();
            send(context, HttpResponseStatus.OK, JSON_TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/stats")) {
            send(context, HttpResponseStatus.OK, JSON_TYPE, JSON.writeValueAsBytes(stats.snapshot()));
        } else if (path.endsWith("/models")) {
            byte[] models = "{\"object\":\"list\",\"data\":[]}".getBytes(StandardCharsets.UTF_8);
            send(context, HttpResponseStatus.OK, JSON_TYPE, models);
        } else {
            page(context, path);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.atDebug().setCause(cause).log("connection failed");
        context.close();
    }

    private void page(ChannelHandlerContext context, String path) {
        Optional<byte[]> page = sites.page(path);
        if (page.isPresent()) {
            stats.page(path);
            send(context, HttpResponseStatus.OK, HTML, page.get());
        } else {
            send(context, HttpResponseStatus.NOT_FOUND, HTML, new byte[0]);
        }
    }

    private void completion(ChannelHandlerContext context, FullHttpRequest request, String deployment)
            throws IOException {
        byte[] body = ByteBufUtil.getBytes(request.content());
        StubModel.Request asked = model.read(body, deployment);
        String prompt = HexFormat.of().toHexDigits(StubModel.checksum(body));
        long call = stats.asked(asked.question().asset(), prompt);
        long latency = behaviour.latency().toMillis();
        SplittableRandom random = new SplittableRandom(behaviour.seed() + call);
        boolean fails = random.nextDouble() < behaviour.failureRate();
        Trouble trouble = !fails ? Trouble.NONE : behaviour.chaotic() ? Trouble.any(random) : Trouble.OVERLOADED;
        long delay = trouble == Trouble.SLOW ? latency * SLOWER : latency;
        // Written before the wait, which then holds an answer and not a prompt.
        Runnable end = end(context, trouble, asked, prompt);
        Runnable answer = () -> {
            stats.answered(delay, fails);
            end.run();
        };
        if (delay == 0) {
            answer.run();
        } else {
            context.executor().schedule(answer, delay, TimeUnit.MILLISECONDS);
        }
    }

    /** What becomes of a call; those that are not answered are not charged for. */
    private enum Trouble {
        NONE,
        OVERLOADED,
        THROTTLED,
        THROTTLED_FOR_A_SECOND,
        BROKEN,
        RESET,
        SLOW,
        MALFORMED;

        static Trouble any(SplittableRandom random) {
            return values()[1 + random.nextInt(values().length - 1)];
        }
    }

    private Runnable end(ChannelHandlerContext context, Trouble trouble, StubModel.Request asked, String prompt) {
        return switch (trouble) {
            case NONE, SLOW -> answer(context, asked, prompt);
            case OVERLOADED ->
                () -> send(context, HttpResponseStatus.SERVICE_UNAVAILABLE, JSON_TYPE, error("overloaded"));
            case THROTTLED ->
                () -> send(context, HttpResponseStatus.TOO_MANY_REQUESTS, JSON_TYPE, error("asked too often"));
            case THROTTLED_FOR_A_SECOND ->
                () -> send(context, HttpResponseStatus.TOO_MANY_REQUESTS, JSON_TYPE, error("asked too often"), "1");
            case BROKEN -> () -> send(context, HttpResponseStatus.INTERNAL_SERVER_ERROR, JSON_TYPE, error("broken"));
            case RESET ->
                () -> {
                    context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                    context.close();
                };
            case MALFORMED ->
                () -> send(
                        context,
                        HttpResponseStatus.OK,
                        JSON_TYPE,
                        "{\"object\":\"chat.completion\",\"choices\":[]}".getBytes(StandardCharsets.UTF_8));
        };
    }

    /** A request that no draft can be written for is answered too: a caller would wait for ever. */
    private Runnable answer(ChannelHandlerContext context, StubModel.Request asked, String prompt) {
        StubModel.Reply reply;
        try {
            reply = model.answer(asked);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("no answer");
            byte[] body = JSON.createObjectNode()
                    .set("error", JSON.createObjectNode().put("message", String.valueOf(e.getMessage())))
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            return () -> send(context, HttpResponseStatus.INTERNAL_SERVER_ERROR, JSON_TYPE, body);
        }
        return () -> {
            if (stats.charged(prompt, asked.question().deployment(), reply)) {
                send(context, HttpResponseStatus.OK, JSON_TYPE, reply.body().with(asked.number()));
            } else {
                context.close();
            }
        };
    }

    private static byte[] error(String what) {
        return ("{\"error\":{\"message\":\"The stub is " + what + "\",\"type\":\"server_error\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void send(ChannelHandlerContext context, HttpResponseStatus status, String type, byte[] body) {
        send(context, status, type, body, "");
    }

    private static void send(
            ChannelHandlerContext context, HttpResponseStatus status, String type, byte[] body, String retryAfter) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type).setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (!retryAfter.isEmpty()) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        context.writeAndFlush(response);
    }
}
