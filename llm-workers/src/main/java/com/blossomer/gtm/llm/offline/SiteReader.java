package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.catalog.WebsiteBlock;
import com.blossomer.gtm.llm.offline.SiteFacts.Feature;
import com.blossomer.gtm.llm.offline.SiteFacts.Passage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@link SiteFacts} off a page, by position, headings and cue words. */
final class SiteReader {

    private static final int MAX_QUOTE = 55;
    private static final Pattern OFFER = Pattern.compile(
            "(?i)\\b(?:helps?|lets?|enables?|gives?|makes?|is (?:a|an|the)|provides?|offers?|built for|designed for|all-in-one)\\b");
    private static final Pattern PROBLEM = Pattern.compile(
            "(?i)\\b(?:nobody|no one|spreadsheets?|manual(?:ly)?|wast(?:e|ed|es|ing)|los(?:e|es|ing|t)|struggl\\w+|hard to"
                    + "|difficult|frustrat\\w+|silos?|guess\\w*|stuck|bottlenecks?|overwhelm\\w*|delay(?:s|ed)?|mistakes?"
                    + "|scattered|too (?:late|slow|long|many|much)|error-prone|tedious|repetitive|downtime|no more)\\b");
    /** A promise to the reader is no problem, though it may name one. */
    private static final Pattern PROMISE = Pattern.compile(
            "(?i)^(?:give|get|make|save|automate|let|keep|reduce|cut|stop|never|build|find|see|turn|empower|track|manage|use"
                    + "|bring|eliminate|avoid|replace|a good|a better|an? \\w+ (?:way|solution))\\b|\\bwithout\\b|!$");

    private static final Pattern DIFFERENT = Pattern.compile(
            "(?i)\\b(?:unlike|only|instead of|without|purpose-built|from scratch|open[- ]source|in one place|all-in-one"
                    + "|end-to-end|single|first|no (?:code|setup|agent|credit card)|own)\\b");
    private static final Pattern PRICE = Pattern.compile(
            "(?i)\\b(?:pricing|free (?:trial|plan|forever)|per (?:month|user|seat|year)|subscription|/mo|monthly|a month|a year)\\b|[$€£]\\s?\\d");
    private static final Pattern SERVICE = Pattern.compile(
            "(?i)\\b(?:consult\\w+|agency|our (?:clients|experts|consultants|recruiters|engineers)|services|recruiters?"
                    + "|we['’]ll (?:help you )?(?:build|find|design|develop)|your project|(?:hire|dedicated) (?:a |our )?\\w+)\\b");
    private static final Pattern SERVICE_TITLE =
            Pattern.compile("(?i)\\b(?:agency|consult(?:ing|ancy|ants?)|recruit(?:ing|ment|ers?)|staffing|outsourcing"
                    + "|(?:development|engineering|design|it) (?:company|firm|partner|services))\\b");
    private static final Pattern SOFTWARE = Pattern.compile(
            "(?i)\\b(?:software|apps?|platform|api|dashboards?|free trial|tools?|integrations?|plugin|sign up)\\b");
    private static final Pattern AUDIENCE = Pattern.compile(
            "\\b(?:for|helps|by) ((?:[\\p{L}-]+ ){0,3}(?:teams|companies|businesses|agencies|developers|enterprises|startups"
                    + "|organi[sz]ations|retailers|hospitals|clinics|manufacturers|merchants|marketers|engineers|nurses|schools"
                    + "|freelancers|recruiters|shippers|sellers|brands|employers|firms|warehouses|carriers))\\b");
    private static final Pattern WEAK_START = Pattern.compile(
            "^(?:That|And|But|So|These|This|It|Whatever|See|Try|Let|On top|Powered|With all|Save|Dive|Faster|Free)\\b");
    private static final Pattern SPOKEN = Pattern.compile("^[\"“„«].*|.*\\b(?:I|my|I'm|I’m)\\b.*", Pattern.DOTALL);
    private static final Pattern VAGUE = Pattern.compile(
            "(?i)(?:modern|remote|high-performance|well-known|under-resourced|leading|top|great|growing|fast-growing|global|large"
                    + "|world-class|ambitious|successful|busy|complex|agile|hybrid|happy|better|high-growth|forward-thinking) .*");
    private static final Pattern PERSON = Pattern.compile("\\p{Lu}[\\p{L}'’.-]+(?: \\p{Lu}[\\p{L}'’.-]*){1,2}");
    private static final Pattern COMPANY = Pattern.compile("[\\p{Lu}\\p{N}][\\p{L}\\p{N}&.'’ -]{1,38}");
    private static final Pattern DEPARTMENT = Pattern.compile(
            "(?i)(?:marketing|sales|engineering|staff|operations|product|design|finance|hr|it|support|success|technology)\\b.*");
    private static final Pattern ROLE = Pattern.compile(
            "(?i).*\\b(?:ceo|cto|coo|cfo|cmo|founder|director|head|manager|vp|lead|officer|engineer|owner|president|chief|nurse)\\b.*");

    private final Fields fields;

    SiteReader(Fields fields) {
        this.fields = fields;
    }

    SiteFacts read(WebsiteBlock block) {
        Page page = Page.of(block);
        List<String> all = page.lines().stream().map(Page.Line::text).toList();
        String name = CompanyName.of(block.url(), block.title(), all);
        List<Passage> prose = prose(page);
        Passage best = best(page, prose, name, block.description());
        List<Feature> features = new FeatureFinder(page, prose, best).find();
        Map<String, Integer> weighted = new LinkedHashMap<>();
        weighted.put(block.title(), 3);
        weighted.put(block.description(), 2);
        weighted.put(String.join("\n", all), 1);
        weighted.put(String.join("\n", features.stream().map(Feature::name).toList()), 2);
        String text = String.join("\n", all);
        List<Passage> differences = matching(prose, DIFFERENT, 3);
        differences.remove(best);
        return new SiteFacts(
                name,
                block.language().toLowerCase(Locale.ROOT),
                Prose.words(text),
                fields.of(weighted),
                services(block.title(), text),
                best,
                features,
                matching(
                        prose.stream()
                                .filter(sentence ->
                                        !PROMISE.matcher(sentence.text()).find())
                                .toList(),
                        PROBLEM,
                        3),
                differences,
                priced(page),
                customers(page, name),
                terms(page, features),
                audience(all));
    }

    /** Whether people do the work; a title that says so counts for more than words of the text. */
    private static boolean services(String title, String text) {
        boolean titled = SERVICE_TITLE.matcher(title).find()
                && !SOFTWARE.matcher(SERVICE_TITLE.matcher(title).replaceAll(""))
                        .find();
        long service = SERVICE.matcher(text).results().count() * (titled ? 4 : 1) + (titled ? 3 : 0);
        return service > SOFTWARE.matcher(text).results().count();
    }

    /** Whole sentences of the parts that describe the offer. */
    private static List<Passage> prose(Page page) {
        List<Passage> prose = new ArrayList<>();
        for (Page.Line line : page.lines()) {
            if (line.heading() || line.aside()) {
                continue;
            }
            for (String sentence : Prose.sentences(line.text())) {
                int words = Prose.words(sentence);
                boolean quoted = spoken(sentence);
                if (sentence.length() >= 12 && words <= 40 && !quoted && (words >= 5 || wide(sentence))) {
                    prose.add(new Passage(sentence));
                }
            }
        }
        return prose;
    }

    /** Somebody's own words rather than the company's. */
    static boolean spoken(String sentence) {
        return SPOKEN.matcher(sentence).matches();
    }

    /** A name, a role and a company: who said what stands above it. */
    static boolean signature(String line) {
        int comma = line.indexOf(',');
        return comma > 0 && PERSON.matcher(line.substring(0, comma)).matches();
    }

    /** Written without spaces between words. */
    private static boolean wide(String text) {
        return text.codePoints().filter(c -> c >= 0x2e80).count() > 6;
    }

    private static Passage best(Page page, List<Passage> prose, String name, String description) {
        Passage best = new Passage("");
        double most = -1;
        for (int i = 0; i < prose.size(); i++) {
            String text = prose.get(i).text();
            int words = Prose.words(text);
            double score = Math.max(0, 6 - i * 0.4)
                    + (text.contains(name) ? 4 : 0)
                    + (OFFER.matcher(text).find() ? 3 : 0)
                    + (words >= 8 && words <= 30 ? 2 : 0)
                    + (!description.isBlank() && Prose.alike(text, description) ? 4 : 0)
                    - (text.contains("?") ? 6 : 0)
                    - (WEAK_START.matcher(text).find() ? 3 : 0);
            if (score > most) {
                most = score;
                best = prose.get(i);
            }
        }
        return best.text().isEmpty() ? longest(page) : best;
    }

    private static Passage longest(Page page) {
        String text = page.block().sections().stream()
                .flatMap(part -> part.text().lines())
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
        return new Passage(quote(text));
    }

    static String quote(String text) {
        String[] words = text.strip().split("\\s+", -1);
        return words.length <= MAX_QUOTE
                ? String.join(" ", words)
                : String.join(" ", List.of(words).subList(0, MAX_QUOTE));
    }

    private static List<Passage> matching(List<Passage> prose, Pattern cue, int max) {
        List<String> found = prose.stream()
                .map(Passage::text)
                .filter(text -> !text.contains("?") && cue.matcher(text).find())
                .toList();
        return new ArrayList<>(
                Prose.distinct(found, max).stream().map(Passage::new).toList());
    }

    private static List<Passage> priced(Page page) {
        return page.lines().stream()
                .flatMap(line -> Prose.sentences(line.text()).stream())
                .filter(text -> text.length() >= 8
                        && Prose.words(text) <= 40
                        && PRICE.matcher(text).find())
                .limit(1)
                .map(Passage::new)
                .toList();
    }

    /** From the signatures of testimonials: {@code Ada Roe, Head of Operations, Acme}. */
    private static List<String> customers(Page page, String name) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < page.lines().size(); i++) {
            Page.Line line = page.lines().get(i);
            String[] parts = line.text().replaceFirst("^[–—-]\\s*", "").split(",\\s*", -1);
            boolean spoken = line.kind().equals("testimonial")
                    || (i > 0 && page.lines().get(i - 1).text().matches("(?s).*\\b(?:I|we|We|our|us|my)\\b.*"));
            if (parts.length < 2
                    || parts.length > 3
                    || !PERSON.matcher(parts[0]).matches()) {
                continue;
            }
            String last = parts[parts.length - 1].strip().replaceAll("\\.$", "");
            String company = last.replaceFirst("^.*\\b(?:at|of) (?=\\p{Lu})", "");
            boolean role = parts.length == 3
                    ? ROLE.matcher(parts[1]).matches()
                    : !company.equals(last) || !ROLE.matcher(last).matches();
            if (role
                    && spoken
                    && !company.equals(name)
                    && !DEPARTMENT.matcher(company).matches()
                    && COMPANY.matcher(company).matches()
                    && Prose.words(company) <= 5) {
                found.add(company);
            }
        }
        return Prose.distinct(found, 10);
    }

    private static List<String> terms(Page page, List<Feature> features) {
        List<String> terms = new ArrayList<>();
        for (Page.Line line : page.lines()) {
            int words = Prose.words(line.text());
            if (line.feature() && words >= 2 && words <= 6 && line.text().length() <= 60) {
                terms.add(line.text());
            }
        }
        features.forEach(feature -> terms.removeIf(term -> Prose.alike(term, feature.description())));
        return Prose.distinct(terms, 8);
    }

    private static String audience(List<String> lines) {
        Map<String, Integer> counts = new HashMap<>();
        for (String line : lines) {
            Matcher matcher = AUDIENCE.matcher(line);
            while (matcher.find()) {
                String phrase = matcher.group(1)
                        .replaceFirst(
                                "^(?:(?:your|our|all|more|these|the|other|of|and|any|every|some|both|many|most|how|which|that|thousands) )+",
                                "");
                if (phrase.contains(" ")
                        && !VAGUE.matcher(phrase).matches()
                        && !phrase.matches(".*\\b(?:and|or|of|your|our|to|is|are|in|the|with|top|than)\\b.*")) {
                    counts.merge(phrase, 1, Integer::sum);
                }
            }
        }
        return counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse("");
    }
}
