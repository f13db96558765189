package com.blossomer.gtm.projections.dispatch;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Where the commands of a job lie, in the order in which they are sent. Positions count from 0 and must mean the same record
 * each time: how far a job is, is kept as a position.
 */
public interface Source {

    Topic<CampaignCommand> topic();

    /** How many positions there are. */
    long size();

    /**
     * The records at the positions from {@code position} on, at most {@code most} of them, in order; at least one while
     * {@code position} is below {@link #size}.
     *
     * @param connection for sources that keep their positions in a table
     */
    List<Span> at(Connection connection, long position, int most) throws SQLException;

    /** Rows that lie one after the other, as those of a batch do. */
    record Range(int partition, long first, long end) implements Source {

        @Override
        public Topic<CampaignCommand> topic() {
            return Topics.BATCH_ROWS;
        }

        @Override
        public long size() {
            return end - first;
        }

        @Override
        public List<Span> at(Connection connection, long position, int most) {
            long left = size() - position;
            return left <= 0 ? List.of() : List.of(new Span(partition, first + position, (int) Math.min(left, most)));
        }
    }
}
