package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.platform.http.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files as they really come. */
class CsvRecordsTest {

    private static final int LONGEST = 1_000_000;

    @Test
    void the_separator_is_the_one_that_the_header_uses() throws IOException {
        for (String separator : List.of(",", ";", "\t", "|")) {
            assertThat(rows("name,website_url\nA,a.com\n".replace(",", separator)))
                    .as(separator)
                    .containsExactly("2 a.com {name=A}");
        }
    }

    @Test
    void a_file_without_the_column_is_told_which_columns_were_seen() {
        assertThatThrownBy(() -> rows("url;name\na.com;A\n"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("url;name");
    }

    @Test
    void columns_are_found_whatever_their_case_and_order_and_those_without_a_name_get_one() throws IOException {
        assertThat(rows("id, Website_URL ,,id\n1,a.com,x,2\n")).containsExactly("2 a.com {id=1, column 3=x, id (4)=2}");
    }

    @Test
    void a_byte_order_mark_and_any_line_end_make_no_difference() throws IOException {
        for (String end : List.of("\n", "\r\n", "\r")) {
            assertThat(rows("\uFEFFwebsite_url,note\nwww.a.com,\"x\ny\"\n\nb.com,z".replace("\n", end)))
                    .as(end.replace('\r', 'R').replace('\n', 'N'))
                    .containsExactly("2 www.a.com {note=x\ny}", "5 b.com {note=z}");
        }
    }

    @Test
    void a_row_that_is_latin_1_is_told_and_the_others_are_read() throws IOException {
        byte[] body = "website_url,city\na.com,Köln\nb.com,Bonn\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(rows(body))
                .containsExactly(
                        "2 is not UTF-8, as in files saved as Latin-1 or Windows-1252; save the file as UTF-8",
                        "3 b.com {city=Bonn}");
    }

    @Test
    void a_utf_16_file_is_refused() {
        byte[] body = "\uFEFFwebsite_url\na.com\n".getBytes(Charset.forName("UTF-16LE"));

        assertThatThrownBy(() -> rows(body))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("UTF-16");
    }

    @Test
    void a_field_of_10_mb_costs_its_own_row_only() throws IOException {
        String field = "x".repeat(10_000_000);

        assertThat(rows("website_url,note\na.com," + field + "\nb.com,ok\nc.com,\"" + field + "\"\nd.com,ok\n"))
                .containsExactly(
                        "2 is longer than 1000000 bytes",
                        "3 b.com {note=ok}",
                        "4 is longer than 1000000 bytes",
                        "5 d.com {note=ok}");
    }

    @Test
    void a_quote_that_is_not_closed_is_told_by_the_line_where_it_was_opened() throws IOException {
        assertThat(rows("website_url,note\na.com,\"oops\nb.com,ok\nc.com,\"fine\"\n"))
                .containsExactly(
                        "2 has a quote that is not closed before a separator or the line's end;"
                                + " write a quote within a quoted field twice",
                        "3 b.com {note=ok}",
                        "4 c.com {note=fine}");
        assertThat(rows("website_url,note\na.com,\"oops\nb.com,ok\n"))
                .containsExactly(
                        "2 opens a quote that is never closed; write a quote within a quoted field twice",
                        "3 b.com {note=ok}");
    }

    @Test
    void an_open_quote_at_the_start_of_a_long_file_does_not_swallow_it() throws IOException {
        StringBuilder text = new StringBuilder("website_url\n\"a.com\n");
        for (int i = 0; i < 200_000; i++) {
            text.append("site-").append(i).append(".com\n");
        }

        List<String> rows = rows(text.toString());

        assertThat(rows).hasSize(200_001);
        assertThat(rows.getFirst()).startsWith("2 opens a quote that is not closed within 1000000 bytes");
        assertThat(rows.getLast()).isEqualTo("200002 site-199999.com {}");
    }

    @Test
    void a_file_of_broken_quotes_alone_is_given_up_soon() throws IOException {
        List<String> rows = rows("website_url,a,b\n" + "a\",x,\"\n".repeat(20_000));

        assertThat(rows).hasSizeBetween(80, 120);
        assertThat(rows.getLast()).contains("nothing after it was read");
    }

    @Test
    void a_row_with_more_fields_than_the_header_was_cut_in_the_wrong_place() throws IOException {
        assertThat(rows("website_url,note\na.com,one, two\nb.com\n"))
                .containsExactly(
                        "2 has 3 fields where the header names 2; put a field that holds the separator in quotes",
                        "3 b.com {note=}");
    }

    @Test
    void an_empty_file_has_no_rows() throws IOException {
        assertThat(rows("")).isEmpty();
        assertThat(rows("\n\n")).isEmpty();
        assertThat(rows("website_url\n")).isEmpty();
    }

    @Test
    void a_million_rows_are_read_as_they_come() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write("website_url,name\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 1_000_000; i++) {
            body.write(("site-" + i + ".com,Name\n").getBytes(StandardCharsets.UTF_8));
        }
        long[] count = new long[1];

        BatchFormat.CSV.read(new ByteArrayInputStream(body.toByteArray()), LONGEST, row -> count[0]++);

        assertThat(count[0]).isEqualTo(1_000_000);
    }

    private static List<String> rows(String text) throws IOException {
        return rows(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> rows(byte[] body) throws IOException {
        List<String> rows = new ArrayList<>();
        BatchFormat.CSV.read(
                new ByteArrayInputStream(body),
                LONGEST,
                row -> rows.add(
                        switch (row) {
                            case BatchRow.Fields fields ->
                                fields.line() + " "
                                        + fields.body().path("website_url").asText() + " " + fields.columns();
                            case BatchRow.Unreadable unreadable -> unreadable.line() + " " + unreadable.problem();
                        }));
        return rows;
    }
}
