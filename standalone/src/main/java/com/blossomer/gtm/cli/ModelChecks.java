package com.blossomer.gtm.cli;

import com.blossomer.gtm.cli.DoctorCommand.Check;
import com.blossomer.gtm.cli.DoctorCommand.Check.State;
import com.blossomer.gtm.client.ApiClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How the providers of a running system do, as its health tells. */
final class ModelChecks {

    private ModelChecks() {}

    /** One for each provider; none where no system runs or it does not answer, which is told elsewhere. */
    static List<Check> of(ConnectionOptions connection) throws InterruptedException {
        Optional<ApiClient> running = Session.running(connection);
        if (running.isEmpty()) {
            return List.of();
        }
        try (ApiClient api = running.get()) {
            return read(api.get("/health").body());
        } catch (IOException e) {
            return List.of();
        }
    }

    static List<Check> read(JsonNode health) {
        return health.at("/details/llm-providers/details").properties().stream()
                .map(provider -> check(provider.getKey(), provider.getValue().asText()))
                .toList();
    }

    private static Check check(String provider, String described) {
        State state = described.contains("(misconfigured: ")
                ? State.FAILED
                : described.contains("(left alone ") || described.contains("(throttles") ? State.NOTE : State.OK;
        return new Check("model " + provider, state, described);
    }
}
