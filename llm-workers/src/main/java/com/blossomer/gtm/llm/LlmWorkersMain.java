package com.blossomer.gtm.llm;

import com.blossomer.gtm.platform.ServiceApplication;

/** The LLM workers as a service of their own. */
public final class LlmWorkersMain {

    private LlmWorkersMain() {}

    public static void main(String[] args) {
        ServiceApplication.run("llm-workers", LlmWorkersMain.class, args);
    }
}
