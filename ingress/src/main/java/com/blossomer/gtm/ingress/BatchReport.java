package com.blossomer.gtm.ingress;

import com.blossomer.gtm.events.DuplicateRow;
import com.blossomer.gtm.events.RejectedRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which rows of a batch no campaign is made of, and why; and which columns the rows have. Not thread-safe. */
final class BatchReport {

    /** Rows that are told one by one, of each kind; of more, only the number. */
    private static final int TOLD = 1_000;

    private static final int LONGEST_PROBLEM = 500;
    private static final int MOST_COLUMNS = 500;

    private final List<RejectedRow> rejectedRows = new ArrayList<>();
    private final List<DuplicateRow> duplicateRows = new ArrayList<>();
    private final Set<String> columns = new LinkedHashSet<>();
    private long rejected;
    private long folded;

    void reject(long line, String problem) {
        rejected++;
        if (rejectedRows.size() < TOLD) {
            rejectedRows.add(new RejectedRow(
                    line, problem.length() > LONGEST_PROBLEM ? problem.substring(0, LONGEST_PROBLEM) + "…" : problem));
        }
    }

    /** A site that came before is one campaign. */
    void fold(long line, long first) {
        folded++;
        if (duplicateRows.size() < TOLD) {
            duplicateRows.add(new DuplicateRow(line, first));
        }
    }

    void columns(Collection<String> names) {
        if (columns.size() < MOST_COLUMNS) {
            columns.addAll(names);
        }
    }

    long rejected() {
        return rejected;
    }

    long folded() {
        return folded;
    }

    List<RejectedRow> rejectedRows() {
        return rejectedRows;
    }

    List<DuplicateRow> duplicateRows() {
        return duplicateRows;
    }

    List<String> columns() {
        return List.copyOf(columns);
    }
}
