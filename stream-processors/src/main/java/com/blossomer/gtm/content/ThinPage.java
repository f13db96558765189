package com.blossomer.gtm.content;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Says why a page holds too little text, and what to do. */
final class ThinPage {

    private static final Pattern LOGIN = Pattern.compile(
            "\\b(?:log|sign)[ -]?in\\b|/(?:login|signin|sign-in|sso|auth)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARKED = Pattern.compile(
            "domain (?:name )?(?:is |may be )?for sale|buy this domain|domain is parked|parked (?:domain|free)|"
                    + "this domain (?:has|is) (?:expired|registered)|coming soon|under construction",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern CHALLENGE = Pattern.compile(
            "just a moment|verify (?:that )?you are (?:a )?human|checking your browser|enable cookies|captcha|"
                    + "attention required|access denied",
            Pattern.CASE_INSENSITIVE);

    private ThinPage() {}

    static FetchFailure explain(Document page, URI url, PageText text) {
        String words = page.title() + "\n" + page.body().text();
        String found = "The page holds " + text.chars() + " characters of text";
        if (CHALLENGE.matcher(words).find()) {
            return thin(
                    found + ": it checks for browsers and keeps readers like us out. Give another page of the site.");
        }
        if (page.selectFirst("input[type=password]") != null
                || LOGIN.matcher(page.title() + " " + url.getPath()).find()) {
            return thin(found + ": it is a login wall. Give a public page of the site.");
        }
        if (PARKED.matcher(words).find()) {
            return thin(found + ": the domain is parked or the site not ready. Check the address.");
        }
        if (singlePageApp(page)) {
            return thin(found + ": it is a single-page app that shows its text only with JavaScript. Give a page of the"
                    + " site that works without.");
        }
        return thin(found + ", too few to work with. Give a page that says what the company does.");
    }

    private static boolean singlePageApp(Document page) {
        for (Element script : page.select("script")) {
            if (script.hasAttr("src") || script.data().length() > 200) {
                return true;
            }
        }
        if (page.selectFirst("link[rel=modulepreload], link[as=script]") != null) {
            return true;
        }
        return page.select("noscript").text().toLowerCase(Locale.ROOT).contains("javascript");
    }

    private static FetchFailure thin(String detail) {
        return new FetchFailure(FetchFailure.INSUFFICIENT_CONTENT, detail);
    }
}
