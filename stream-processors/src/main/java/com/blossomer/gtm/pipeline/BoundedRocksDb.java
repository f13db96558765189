package com.blossomer.gtm.pipeline;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/** All stores of the process share one block cache and one budget for write buffers, so that memory has a bound. */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    /** Write buffers are counted in it. */
    private static final long CACHE_BYTES = 192L << 20;

    private static final long WRITE_BUFFER_BYTES = 64L << 20;
    /** Each read needs an index and a filter: values, which are read once, must not throw them out. */
    private static final double INDEX_SHARE = 0.5;
    /** The cache's parts, each full on its own; few, as few threads read. */
    private static final int SHARD_BITS = 2;
    /** Several values: an index entry for each would be a large index. */
    private static final long BLOCK_BYTES = 16L << 10;

    static {
        org.rocksdb.RocksDB.loadLibrary();
    }

    private static final Cache CACHE = new LRUCache(CACHE_BYTES, SHARD_BITS, false, INDEX_SHARE);
    private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setBlockSize(BLOCK_BYTES);
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        options.setWriteBufferManager(WRITE_BUFFERS);
        // Most questions are new, and Kafka Streams leaves the filters of the oldest files out: each would read a block
        // there.
        options.setOptimizeFiltersForHits(false);
        options.setTableFormatConfig(table);
    }

    @Override
    public void close(String storeName, Options options) {
        // The cache and the budget are shared; they live as long as the process.
    }
}
