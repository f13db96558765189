package com.blossomer.gtm.ingress;

import com.blossomer.gtm.hash.Sha256;
import com.blossomer.gtm.platform.Ids;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Campaign ids. With an {@code Idempotency-Key} the id follows from tenant, site and key, so that a repeated request means
 * the same campaign on every instance and after every restart, without a table of keys. The site is part of it because all
 * that is known of a campaign lives with its site: a key used for two sites by mistake makes two campaigns, not a mix.
 */
@Singleton
final class CampaignIds {

    private static final int LONGEST = 255;
    private static final char[] BASE32 = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int DIGITS = 26;

    private final Ids ids;

    CampaignIds(Ids ids) {
        this.ids = ids;
    }

    String of(String tenant, String site, @Nullable String idempotencyKey) {
        return idempotencyKey == null ? ids.campaign() : "cmp_" + derived(tenant, site, checked(idempotencyKey));
    }

    /** @param key already checked, and different for every row */
    String ofRow(String tenant, String site, @Nullable String key) {
        return key == null ? ids.campaign() : "cmp_" + derived(tenant, site, key);
    }

    String batch(String tenant, @Nullable String idempotencyKey) {
        return "bat_" + (idempotencyKey == null ? ids.timeOrdered() : derived(tenant, idempotencyKey));
    }

    /** The key, where it can be one. */
    static String checked(String key) {
        boolean visible =
                !key.isBlank() && key.length() <= LONGEST && key.chars().allMatch(c -> c >= ' ' && c <= '~');
        if (!visible) {
            throw Problems.badKey();
        }
        return key;
    }

    /** 130 bits of a hash, in as many digits as any other id has. */
    static String derived(String... parts) {
        byte[] hash = Sha256.of(String.join("\n", parts));
        BigInteger number = new BigInteger(1, Arrays.copyOf(hash, 17));
        StringBuilder id = new StringBuilder(DIGITS);
        for (int i = 0; i < DIGITS; i++) {
            id.append(BASE32[number.shiftRight(5 * i).intValue() & 31]);
        }
        return id.toString();
    }
}
