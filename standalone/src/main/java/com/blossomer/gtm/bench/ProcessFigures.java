package com.blossomer.gtm.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the operating system says of a process. */
record ProcessFigures(ProcessHandle process) {

    /** Largest resident size so far, in MiB; -1 where the operating system does not tell. */
    long peakRssMib() {
        return mib("VmHWM:");
    }

    /** Resident size now, in MiB; -1 where the operating system does not tell. */
    long rssMib() {
        return mib("VmRSS:");
    }

    private long mib(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Processor time of the process itself so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
