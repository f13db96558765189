package com.blossomer.gtm.llm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Gives its outcomes in turn, then is down. */
final class ScriptedProvider implements LlmProvider {

    final List<LlmRequest> requests = new ArrayList<>();
    private final String name;
    private final Deque<LlmOutcome> outcomes = new ArrayDeque<>();

    ScriptedProvider(String name, LlmOutcome... outcomes) {
        this.name = name;
        this.outcomes.addAll(List.of(outcomes));
    }

    void then(LlmOutcome outcome) {
        outcomes.add(outcome);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String describe() {
        return "scripted";
    }

    @Override
    public LlmOutcome complete(LlmRequest request) {
        requests.add(request);
        LlmOutcome next = outcomes.poll();
        return next == null ? new LlmOutcome.Unavailable("down") : next;
    }
}
