package com.blossomer.gtm.ingress;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the columns of a CSV file are: some of them ours, in any order, the others the caller's own. */
final class CsvColumns {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> OURS =
            Set.of(RequestReader.WEBSITE_URL, RequestReader.USER_CONTEXT, RequestReader.ECONOMY);
    private static final Set<String> YES = Set.of("true", "yes", "1");
    private static final Set<String> NO = Set.of("false", "no", "0");

    private final List<String> names;

    private CsvColumns(List<String> names) {
        this.names = names;
    }

    /** @throws com.blossomer.gtm.platform.http.ProblemException 400 where there is no {@code website_url} */
    static CsvColumns of(CsvRecords.Row header) {
        if (header.problem() != null) {
            throw Problems.badHeader(header.line(), header.problem());
        }
        List<String> names = new ArrayList<>();
        for (String written : header.fields()) {
            String name = written.strip();
            String known = name.toLowerCase(Locale.ROOT);
            String wanted = OURS.contains(known) ? known : name.isEmpty() ? "column " + (names.size() + 1) : name;
            names.add(names.contains(wanted) ? wanted + " (" + (names.size() + 1) + ")" : wanted);
        }
        if (!names.contains(RequestReader.WEBSITE_URL)) {
            throw Problems.noColumn(names);
        }
        return new CsvColumns(names);
    }

    /** Fields that are missing at the end are empty; too many mean that one of them was cut in two. */
    BatchRow read(CsvRecords.Row row) {
        if (row.problem() != null) {
            return new BatchRow.Unreadable(row.line(), row.problem());
        }
        if (row.fields().size() > names.size()) {
            return new BatchRow.Unreadable(
                    row.line(),
                    "has " + row.fields().size() + " fields where the header names " + names.size()
                            + "; put a field that holds the separator in quotes");
        }
        ObjectNode body = JSON.createObjectNode();
        Map<String, String> own = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String value = i < row.fields().size() ? row.fields().get(i) : "";
            if (!OURS.contains(names.get(i))) {
                own.put(names.get(i), value);
            } else if (names.get(i).equals(RequestReader.ECONOMY)) {
                String word = value.strip().toLowerCase(Locale.ROOT);
                if (YES.contains(word) || NO.contains(word)) {
                    body.put(RequestReader.ECONOMY, YES.contains(word));
                } else if (!word.isEmpty()) {
                    return new BatchRow.Unreadable(
                            row.line(), "says neither yes nor no in economy; write true or false, yes or no, 1 or 0");
                }
            } else if (i < row.fields().size()) {
                body.put(names.get(i), value);
            }
        }
        return new BatchRow.Fields(row.line(), body, own);
    }
}
