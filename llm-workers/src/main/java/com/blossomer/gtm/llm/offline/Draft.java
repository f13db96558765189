package com.blossomer.gtm.llm.offline;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes one asset type from the data of its prompt. */
interface Draft {

    /** Said in every asset, where its schema has room for it. */
    String NOTE = "Offline draft, written by rules from the page's own words and not by a model";

    ObjectNode write(DraftInput input);
}
