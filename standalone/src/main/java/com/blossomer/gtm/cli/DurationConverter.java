package com.blossomer.gtm.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 200ms}, {@code 1.5s}, {@code 2m}, {@code 0}. */
final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String value) {
        var matcher = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|)").matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + value + "' is no duration; write 200ms, 1.5s or 2m");
        }
        double millis = Double.parseDouble(matcher.group(1))
                * switch (matcher.group(2)) {
                    case "s" -> 1_000;
                    case "m" -> 60_000;
                    default -> 1;
                };
        return Duration.ofNanos(Math.round(millis * 1e6));
    }
}
