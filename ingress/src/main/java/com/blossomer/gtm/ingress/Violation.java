package com.blossomer.gtm.ingress;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer where, as a JSON pointer in a URI fragment: {@code #/website_url}
 * @param detail what is wrong and how to put it right
 */
record Violation(String pointer, String detail) {

    static final String CONTEXT = "#/llm_inferred_context";

    /** Something that is wrong with a field of the body. */
    static Violation of(String field, String detail) {
        return new Violation("#/" + field.replace("~", "~0").replace("/", "~1"), detail);
    }

    boolean inContext() {
        return pointer.startsWith(CONTEXT) || pointer.startsWith("#/user_inputted_context");
    }
}
