package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.platform.http.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchFormatTest {

    @Test
    void a_line_is_an_object_or_an_address() throws IOException {
        assertThat(read(BatchFormat.NDJSON, 100, """
                        {"website_url": "acme.com", "assets": ["icp"]}

                        "beta.io"
                        """))
                .containsExactly(
                        "1 {\"website_url\":\"acme.com\",\"assets\":[\"icp\"]}", "3 {\"website_url\":\"beta.io\"}");
    }

    @Test
    void a_line_that_cannot_be_read_does_not_end_the_batch() throws IOException {
        assertThat(read(BatchFormat.NDJSON, 100, "{oops\n[1]\n\"" + "x".repeat(200) + "\"\n\"beta.io\""))
                .containsExactly(
                        "1 is not JSON",
                        "2 is neither an object nor a string",
                        "3 is longer than 100 bytes",
                        "4 {\"website_url\":\"beta.io\"}");
    }

    @Test
    void csv_columns_are_found_by_name_and_others_are_kept() throws IOException {
        assertThat(read(BatchFormat.CSV, 100_000, """
                        \uFEFFcrm_id,website_url,user_inputted_context
                        7,acme.com,"We sell to ""hospitals"",
                        mostly"
                        8,beta.io
                        """))
                .containsExactly(
                        "2 {\"website_url\":\"acme.com\",\"user_inputted_context\":\"We sell to \\\"hospitals\\\",\\nmostly\"} {crm_id=7}",
                        "4 {\"website_url\":\"beta.io\"} {crm_id=8}");
    }

    @Test
    void a_column_can_say_which_rows_have_a_day() throws IOException {
        assertThat(read(BatchFormat.CSV, 100_000, """
                        website_url,Economy
                        a.com,yes
                        b.com,FALSE
                        c.com,
                        d.com,maybe
                        e.com, 1
                        """))
                .containsExactly(
                        "2 {\"website_url\":\"a.com\",\"economy\":true}",
                        "3 {\"website_url\":\"b.com\",\"economy\":false}",
                        "4 {\"website_url\":\"c.com\"}",
                        "5 says neither yes nor no in economy; write true or false, yes or no, 1 or 0",
                        "6 {\"website_url\":\"e.com\",\"economy\":true}");
    }

    @Test
    void csv_without_the_column_is_refused_with_the_columns_it_has() {
        assertThatThrownBy(() -> read(BatchFormat.CSV, 100_000, "domain,name\nacme.com,Acme\n"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("domain, name");
    }

    @Test
    void a_long_list_is_read_as_it_comes() throws IOException {
        List<Long> consumed = new ArrayList<>();
        CountingStream body = new CountingStream("\"acme.com\"\n".repeat(100_000));

        BatchFormat.NDJSON.read(body, 100, row -> consumed.add(body.count));

        assertThat(consumed).hasSize(100_000);
        assertThat(consumed.getFirst()).as("bytes read before the first row").isLessThan(20_000);
    }

    private static List<String> read(BatchFormat format, int longest, String text) throws IOException {
        List<String> rows = new ArrayList<>();
        format.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                longest,
                row -> rows.add(
                        switch (row) {
                            case BatchRow.Fields fields ->
                                fields.line() + " " + fields.body()
                                        + (fields.columns().isEmpty() ? "" : " " + fields.columns());
                            case BatchRow.Unreadable unreadable -> unreadable.line() + " " + unreadable.problem();
                        }));
        return rows;
    }

    private static final class CountingStream extends InputStream {
        private final InputStream from;
        private long count;

        CountingStream(String text) {
            this.from = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int read() throws IOException {
            count++;
            return from.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = from.read(into, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
