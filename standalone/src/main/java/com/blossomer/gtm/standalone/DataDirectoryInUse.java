package com.blossomer.gtm.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Another process runs in the data directory. */
public final class DataDirectoryInUse extends IOException {

    private static final long serialVersionUID = 1;

    DataDirectoryInUse(Path directory, Optional<ServerAddress> holder) {
        super("the data directory " + directory + " is in use"
                + holder.map(address -> " by process " + address.pid() + " at " + address.url())
                        .orElse(" by a system that is starting or stopping")
                + "; stop that one, use it with --server, or name another directory with --data-dir");
    }
}
