package com.blossomer.gtm.llm;

import com.blossomer.gtm.llm.remote.RemoteProvider;
import com.blossomer.gtm.llm.remote.Server;
import java.time.Clock;

final class OpenAiEconomyTest extends EconomyContract {

    @Override
    BatchServer server() {
        return new BatchServer.OpenAi();
    }

    @Override
    LlmProvider provider(String url) {
        return RemoteProvider.openAi(
                new Server("openai", url, "sk-test-1234567890", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
                Clock.systemUTC());
    }

    @Override
    String model() {
        return "openai/gpt-4.1-mini";
    }
}
