package com.blossomer.gtm.catalog;

/** A prompt with its data filled in, ready for any chat model. */
public record RenderedPrompt(String system, String user) {}
