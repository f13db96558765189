package com.blossomer.gtm.bench;

import com.blossomer.gtm.standalone.SampleSites;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Any number of companies: the sample companies again and again, each with a number of its own in its name and address,
 * so that every one is a site and a set of prompts of its own.
 */
final class BenchSites {

    /** Digits of a company's number. */
    static final int DIGITS = 6;

    /** The number of no company, in texts of which only the number is not known yet. */
    static final String NO_COMPANY = token(0);

    private static final Pattern PATH = Pattern.compile("/c/([a-z]+)-(\\d{6})/([a-z]*)(?:\\.html)?");

    private final Map<String, Optional<NumberedText>> pages = new ConcurrentHashMap<>();

    /** The path of the home page of company {@code number}, from 1. */
    static String path(int number) {
        List<String> companies = SampleSites.companies();
        return "/c/" + companies.get(number % companies.size()) + "-" + token(number) + "/";
    }

    /** A company's number as it stands in its texts: always as long, so that no text changes its shape. */
    static String token(int number) {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", number);
    }

    /** The HTML of a page, if there is one at {@code path}. */
    Optional<byte[]> page(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String company = matcher.group(1);
        return pages.computeIfAbsent(
                        company + "/" + matcher.group(3),
                        page -> SampleSites.page(page).map(html -> numbered(html, company)))
                .map(page -> page.with(matcher.group(2)));
    }

    private static NumberedText numbered(String page, String company) {
        String name = company.substring(0, 1).toUpperCase(Locale.ROOT) + company.substring(1);
        return new NumberedText(page.replace(name, name + NO_COMPANY));
    }
}
