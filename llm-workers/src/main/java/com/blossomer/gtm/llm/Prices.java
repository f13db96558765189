package com.blossomer.gtm.llm;

import com.blossomer.gtm.llm.LlmOutcome.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What models cost. Written {@code provider/model=INPUT/OUTPUT}, in US dollars per million tokens, several separated by
 * commas: {@code openai/gpt-5-mini=0.25/2,openai/gpt-5=1.25/10}.
 */
public record Prices(Map<String, Prices.Price> perModel) {

    public Prices {
        perModel = Map.copyOf(perModel);
    }

    /** US dollars per million tokens. */
    public record Price(BigDecimal input, BigDecimal output) {}

    public static Prices parse(String text) {
        Map<String, Price> prices = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            int equals = part.lastIndexOf('=');
            String[] amounts = part.substring(equals + 1).strip().split("/", -1);
            String model = part.substring(0, Math.max(equals, 0)).strip();
            if (amounts.length != 2 || model.indexOf('/') < 1) {
                throw unreadable(part);
            }
            prices.put(model, new Price(amount(amounts[0], part), amount(amounts[1], part)));
        }
        return new Prices(prices);
    }

    /** Billionths of a US dollar; 0 where the model has no price. */
    public long nanoUsd(String model, Usage usage) {
        Price price = perModel.get(model);
        if (price == null) {
            return 0;
        }
        BigDecimal millionths = price.input()
                .multiply(BigDecimal.valueOf(usage.inputTokens()))
                .add(price.output().multiply(BigDecimal.valueOf(usage.outputTokens())));
        return millionths.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private static BigDecimal amount(String text, String part) {
        try {
            BigDecimal amount = new BigDecimal(text.strip());
            if (amount.signum() >= 0) {
                return amount;
            }
        } catch (NumberFormatException e) {
            throw unreadable(part);
        }
        throw unreadable(part);
    }

    private static IllegalArgumentException unreadable(String part) {
        return new IllegalArgumentException("blossomer.llm.prices: '" + part.strip()
                + "' is not a price; write provider/model=INPUT/OUTPUT in US dollars per million tokens, such as"
                + " openai/gpt-5-mini=0.25/2");
    }
}
