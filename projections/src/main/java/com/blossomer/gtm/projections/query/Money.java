package com.blossomer.gtm.projections.query;

import java.math.BigDecimal;

/** Amounts as the API writes them. */
final class Money {

    private Money() {}

    /** Billionths of a US dollar to dollars, exact and without trailing zeros. */
    static BigDecimal usd(BigDecimal nano) {
        BigDecimal usd = nano.movePointLeft(9).stripTrailingZeros();
        return usd.scale() < 0 ? usd.setScale(0) : usd;
    }
}
