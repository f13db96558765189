package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.projections.query.BatchExport.Place;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An export as bytes, made as they are read: one page is in memory, however slow the reader. */
final class ExportStream extends InputStream {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final BatchExport export;
    private final BatchRecord batch;
    private final List<String> own;
    private final @Nullable ExportPreset preset;
    private Place place;
    private boolean headed;
    private boolean ended;
    private byte[] bytes = new byte[0];
    private int position;

    /** @param preset the columns of a CSV; null for JSON lines */
    ExportStream(BatchExport export, BatchRecord batch, @Nullable ExportPreset preset, Place place) {
        this.export = export;
        this.batch = batch;
        this.own = BatchExport.own(batch);
        this.preset = preset;
        this.place = place;
        // What goes on from a cursor is appended to what is there.
        this.headed = !place.equals(Place.START);
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, bytes.length - position);
        System.arraycopy(bytes, position, into, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (position >= bytes.length && !ended) {
            List<ExportedCampaign> page = export.page(batch, place);
            ended = page.size() < BatchExport.PAGE;
            if (!page.isEmpty()) {
                place = new Place(page.getLast().requestedAt(), page.getLast().campaignId());
            }
            ExportPreset columns = preset;
            String text = columns == null ? lines(page) : csv(columns, page);
            bytes = text.getBytes(StandardCharsets.UTF_8);
            position = 0;
        }
        return position < bytes.length;
    }

    private String csv(ExportPreset columns, List<ExportedCampaign> page) throws IOException {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            if (!headed) {
                csv.writeRecord(columns.header(own));
                headed = true;
            }
            for (ExportedCampaign campaign : page) {
                String required = columns.requires();
                if (required == null || campaign.assets().has(required)) {
                    csv.writeRecord(columns.row(own, campaign));
                }
            }
        }
        return text.toString();
    }

    private static String lines(List<ExportedCampaign> page) {
        StringBuilder text = new StringBuilder();
        for (ExportedCampaign campaign : page) {
            ObjectNode line = MAPPER.createObjectNode();
            line.set("columns", campaign.columns());
            line.put("campaign_id", campaign.campaignId())
                    .put("website_url", campaign.websiteUrl())
                    .put("site", campaign.site())
                    .put("status", campaign.status());
            if (campaign.failureReason() == null) {
                line.putNull("failure");
            } else {
                line.putObject("failure")
                        .put("stage", campaign.failedStage())
                        .put("reason", campaign.failureReason())
                        .put("detail", campaign.failureDetail());
            }
            line.set("assets", campaign.assets());
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
