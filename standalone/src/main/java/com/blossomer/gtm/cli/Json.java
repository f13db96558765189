package com.blossomer.gtm.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

/** In a class of its own: every command is loaded whatever is asked for, and Jackson would be with it. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}
}
