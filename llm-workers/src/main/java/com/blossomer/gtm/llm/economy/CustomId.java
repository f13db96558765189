package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.hash.Sha256;
import java.util.HexFormat;

/**
 * What an entry is called at the provider: its submission's id, by which a batch is known again where nothing else tells
 * whose it is, and the beginning of its task's hash. Within what both providers take: 64 of a-z, 0-9 and -.
 */
final class CustomId {

    private static final int HASH_BYTES = 12;

    private CustomId() {}

    static String of(String submission, String taskId) {
        return submission + "-" + HexFormat.of().formatHex(Sha256.of(taskId), 0, HASH_BYTES);
    }
}
