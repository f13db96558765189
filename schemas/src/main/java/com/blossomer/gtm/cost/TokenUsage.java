package com.blossomer.gtm.cost;

/**
 * Tokens of one or more requests, as the provider counted them. Providers count differently; this is the one way in which
 * they are told here.
 *
 * @param input of the prompt, cached ones included
 * @param cachedInput of {@code input}, those that came out of the provider's prompt cache and cost less
 * @param output of the answer, reasoning included
 * @param reasoning of {@code output}, those that the model thought with and did not say
 */
public record TokenUsage(long input, long cachedInput, long output, long reasoning) {

    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0);

    public TokenUsage {
        if (input < cachedInput || output < reasoning || cachedInput < 0 || reasoning < 0) {
            throw new IllegalArgumentException("cached and reasoning tokens are parts of input and output: " + input
                    + "/" + cachedInput + ", " + output + "/" + reasoning);
        }
    }

    /** With nothing cached and no reasoning. */
    public static TokenUsage of(long input, long output) {
        return new TokenUsage(input, 0, output, 0);
    }

    /**
     * Of numbers that came from outside, which may be anything: what cannot be is brought to the nearest that can.
     */
    public static TokenUsage reported(long input, long cachedInput, long output, long reasoning) {
        long in = Math.max(0, input);
        long out = Math.max(0, output);
        return new TokenUsage(in, Math.clamp(cachedInput, 0, in), out, Math.clamp(reasoning, 0, out));
    }

    public TokenUsage plus(TokenUsage other) {
        return new TokenUsage(
                input + other.input,
                cachedInput + other.cachedInput,
                output + other.output,
                reasoning + other.reasoning);
    }

    /** Whether anything was counted. */
    public boolean any() {
        return input > 0 || output > 0;
    }
}
