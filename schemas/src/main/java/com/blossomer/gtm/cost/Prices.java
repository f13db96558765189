package com.blossomer.gtm.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What models cost. Written {@code provider/model=INPUT/OUTPUT} or {@code provider/model=INPUT/OUTPUT/CACHED}, in US dollars
 * per million tokens, several separated by commas: {@code openai/gpt-5-mini=0.25/2/0.025,openai/gpt-5=1.25/10}. What was
 * cached costs as much as the rest of the input where no third amount is given. {@code provider/*} is the price of all
 * models of a provider that have none of their own.
 */
public record Prices(Map<String, Prices.Price> perModel) {

    private static final Price FREE = new Price(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    public Prices {
        perModel = Map.copyOf(perModel);
    }

    /** US dollars per million tokens. */
    public record Price(BigDecimal input, BigDecimal output, BigDecimal cachedInput) {}

    public static Prices parse(String text) {
        Map<String, Price> prices = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            int equals = part.lastIndexOf('=');
            String[] amounts = part.substring(equals + 1).strip().split("/", -1);
            String model = part.substring(0, Math.max(equals, 0)).strip();
            if (amounts.length < 2 || amounts.length > 3 || model.indexOf('/') < 1) {
                throw unreadable(part);
            }
            BigDecimal input = amount(amounts[0], part);
            prices.put(
                    model,
                    new Price(input, amount(amounts[1], part), amounts.length == 3 ? amount(amounts[2], part) : input));
        }
        return new Prices(prices);
    }

    /**
     * Billionths of a US dollar, each call rounded by itself; empty where the model has no price.
     *
     * @param model {@code provider/model}; what the offline provider writes is free
     */
    public OptionalLong nanoUsd(String model, TokenUsage usage) {
        Price price = price(model);
        if (price == null) {
            return OptionalLong.empty();
        }
        BigDecimal millionths = price.input()
                .multiply(BigDecimal.valueOf(usage.input() - usage.cachedInput()))
                .add(price.cachedInput().multiply(BigDecimal.valueOf(usage.cachedInput())))
                .add(price.output().multiply(BigDecimal.valueOf(usage.output())));
        return OptionalLong.of(
                millionths.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    private @Nullable Price price(String model) {
        Price own = perModel.get(model);
        if (own != null) {
            return own;
        }
        String provider = model.substring(0, Math.max(0, model.indexOf('/')));
        return provider.equals("offline") ? FREE : perModel.get(provider + "/*");
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
                + " openai/gpt-5-mini=0.25/2 (a third amount is for cached input)");
    }
}
