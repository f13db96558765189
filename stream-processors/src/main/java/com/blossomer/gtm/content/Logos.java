package com.blossomer.gtm.content;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** Tells customers' logos from other images: their alt texts are the names of customers. */
final class Logos {

    private static final Pattern NAMED =
            Pattern.compile("logo|customer|client|brand|trusted", Pattern.CASE_INSENSITIVE);
    private static final Pattern LOGO = Pattern.compile("\\s+(?:company\\s+)?logo$", Pattern.CASE_INSENSITIVE);
    private static final int UP = 4;
    private static final int MAX_NAME = 40;

    private Logos() {}

    /** The alt text less what it says about the image: "Acme logo" shows the name Acme. */
    static String name(String alt) {
        Matcher logo = LOGO.matcher(alt);
        return logo.find() && logo.start() > 0 ? alt.substring(0, logo.start()) : alt;
    }

    static boolean isLogo(Element image, String alt) {
        if (alt.isEmpty()
                || alt.length() > MAX_NAME
                || alt.toLowerCase(Locale.ROOT).equals("logo")) {
            return false;
        }
        Element up = image;
        for (int i = 0; i < UP && up != null; i++) {
            if (NAMED.matcher(up.className() + " " + up.id()).find()) {
                return true;
            }
            up = up.parent();
        }
        return false;
    }
}
