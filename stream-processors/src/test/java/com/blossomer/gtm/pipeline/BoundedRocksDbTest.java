package com.blossomer.gtm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

class BoundedRocksDbTest {

    private static final int KEYS = 5_000;

    @Test
    void what_is_not_there_is_told_by_filters_and_no_block_is_read_for_it(@TempDir Path directory)
            throws RocksDBException {
        try (Statistics statistics = new Statistics();
                BloomFilter filter = new BloomFilter();
                Options options = asKafkaStreamsGivesThem(statistics, filter)) {
            new BoundedRocksDb().setConfig("store", options, Map.of());
            try (RocksDB store = RocksDB.open(options, directory.toString())) {
                for (int key = 0; key < KEYS; key++) {
                    store.put(bytes("there-" + key), new byte[100]);
                }
                // All of it in the oldest files.
                store.compactRange();
                statistics.reset();

                for (int key = 0; key < KEYS; key++) {
                    assertThat(store.get(bytes("there-" + key + "-not"))).isNull();
                }

                long blocks = statistics.getTickerCount(TickerType.BLOCK_CACHE_DATA_HIT)
                        + statistics.getTickerCount(TickerType.BLOCK_CACHE_DATA_MISS);
                assertThat(blocks).isLessThan(KEYS / 20);
                assertThat(store.get(bytes("there-7"))).hasSize(100);
            }
        }
    }

    private static Options asKafkaStreamsGivesThem(Statistics statistics, BloomFilter filter) {
        BlockBasedTableConfig table = new BlockBasedTableConfig();
        table.setFilterPolicy(filter);
        return new Options()
                .setCreateIfMissing(true)
                .setStatistics(statistics)
                .setTableFormatConfig(table)
                .setOptimizeFiltersForHits(true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
