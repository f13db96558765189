package com.blossomer.gtm.llm;

import com.blossomer.gtm.llm.remote.RemoteProvider;
import com.blossomer.gtm.llm.remote.Server;
import java.time.Clock;

final class AnthropicEconomyTest extends EconomyContract {

    @Override
    BatchServer server() {
        return new BatchServer.Anthropic();
    }

    @Override
    LlmProvider provider(String url) {
        return RemoteProvider.anthropic(
                new Server("anthropic", url, "sk-ant-1234567890", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"),
                Clock.systemUTC());
    }

    @Override
    String model() {
        return "anthropic/claude-haiku-4-5";
    }
}
