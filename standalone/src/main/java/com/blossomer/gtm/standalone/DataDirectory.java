package com.blossomer.gtm.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a standalone system keeps everything: {@code kafka/}, {@code postgres/}, {@code streams/}, {@code search/},
 * {@code logs/}, its API key and, while it runs, {@code server.json}. One process at a time: the lock is the operating
 * system's, so that a killed process leaves none behind.
 */
public final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final FileLock lock;

    private DataDirectory(Path path, FileLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the directory for this process, making it where it is not there.
     *
     * @throws DataDirectoryInUse when another system runs in it
     */
    public static DataDirectory open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Files.createDirectories(absolute);
        FileLock lock = lock(absolute);
        if (lock == null) {
            throw new DataDirectoryInUse(absolute, ServerAddress.read(absolute));
        }
        DataDirectory directory = new DataDirectory(absolute, lock);
        Files.deleteIfExists(ServerAddress.file(absolute));
        return directory;
    }

    /** The API key of the system in {@code directory}, once it has been started there. */
    public static Optional<String> apiKey(Path directory) {
        try {
            Path file = directory.resolve("api-key");
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return path;
    }

    /** The API key kept here, made at the first start. */
    public String apiKey() throws IOException {
        Optional<String> kept = apiKey(path);
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String key = "bk_" + HexFormat.of().formatHex(random);
        writePrivately("api-key", key + "\n");
        return key;
    }

    /** Says where the system can be reached, for other commands to find. */
    public void publish(ServerAddress address) throws IOException {
        writePrivately(ServerAddress.file(path).getFileName().toString(), address.toJson());
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(ServerAddress.file(path));
        lock.acquiredBy().close();
    }

    private static @Nullable FileLock lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this JVM: in use all the same.
        }
        if (lock == null) {
            channel.close();
        }
        return lock;
    }

    /** Written whole or not at all, readable by its owner only. */
    private void writePrivately(String name, String content) throws IOException {
        Path temporary = path.resolve(name + ".new");
        Files.deleteIfExists(temporary);
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(temporary, content);
        Files.move(temporary, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
