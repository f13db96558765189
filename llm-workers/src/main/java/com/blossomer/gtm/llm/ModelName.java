package com.blossomer.gtm.llm;

/** {@code provider/model}; the model's own name may hold slashes. */
record ModelName(String provider, String model) {

    static ModelName parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? new ModelName(text, "") : new ModelName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return provider + "/" + model;
    }
}
