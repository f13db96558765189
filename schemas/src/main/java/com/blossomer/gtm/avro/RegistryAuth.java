package com.blossomer.gtm.avro;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Base64;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Confluent's settings for who we are to the registry. */
final class RegistryAuth {

    private RegistryAuth() {}

    static @Nullable String header(Map<String, ?> config) {
        String bearer = SerdeConfig.text(config, "bearer.auth.token");
        if (bearer != null) {
            return "Bearer " + bearer;
        }
        String user = user(config);
        return user == null ? null : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
    }

    private static @Nullable String user(Map<String, ?> config) {
        String info = SerdeConfig.text(config, "basic.auth.user.info");
        if (info == null) {
            info = SerdeConfig.text(config, "schema.registry.basic.auth.user.info");
        }
        String source = SerdeConfig.text(config, "basic.auth.credentials.source");
        if (source == null) {
            return info;
        }
        return switch (source) {
            case "USER_INFO" -> {
                if (info == null) {
                    throw new ConfigException(
                            "basic.auth.credentials.source is USER_INFO, but basic.auth.user.info (user:password) is not set");
                }
                yield info;
            }
            case "URL" -> {
                String url = SerdeConfig.text(config, SerdeConfig.URL);
                yield url == null
                        ? null
                        : URI.create(url.split(",", 2)[0].strip()).getUserInfo();
            }
            default -> throw new ConfigException("basic.auth.credentials.source", source, "must be USER_INFO or URL");
        };
    }
}
