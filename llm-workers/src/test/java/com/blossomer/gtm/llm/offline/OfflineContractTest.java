package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.ProviderContract;

final class OfflineContractTest extends ProviderContract {

    private final OfflineProvider provider = new OfflineProvider();

    @Override
    protected LlmProvider provider() {
        return provider;
    }

    @Override
    protected String model() {
        return "extractive-1";
    }
}
