package com.blossomer.gtm.ingress.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds every {@code META-INF/swagger/*.yml} on the class path: each module describes its own routes. */
final class DescriptionFiles {

    private static final String FOLDER = "META-INF/swagger";

    private DescriptionFiles() {}

    /** The texts, in the order of their file names, so that the merged document is the same in every start. */
    static List<String> read(ClassLoader classPath) {
        try {
            List<Named> files = new ArrayList<>();
            for (URL folder : Collections.list(classPath.getResources(FOLDER))) {
                files.addAll(folder.getProtocol().equals("jar") ? inJar(folder) : inDirectory(folder));
            }
            return files.stream()
                    .sorted(Comparator.comparing(Named::name).thenComparing(Named::text))
                    .map(Named::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FOLDER + " of the class path", e);
        }
    }

    private record Named(String name, String text) {}

    private static List<Named> inDirectory(URL folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(new URI(folder.toString())))) {
            List<Named> found = new ArrayList<>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yml")).toList()) {
                found.add(new Named(String.valueOf(file.getFileName()), Files.readString(file)));
            }
            return found;
        } catch (URISyntaxException e) {
            throw new IOException(folder + " is no address of a folder", e);
        }
    }

    private static List<Named> inJar(URL folder) throws IOException {
        URLConnection connection = folder.openConnection();
        if (!(connection instanceof JarURLConnection jar)) {
            throw new IOException(folder + " is not in a jar");
        }
        List<Named> found = new ArrayList<>();
        var archive = jar.getJarFile(); // shared with the class loader: not ours to close
        for (var entry : Collections.list(archive.entries())) {
            if (entry.getName().startsWith(FOLDER + "/") && entry.getName().endsWith(".yml")) {
                try (InputStream in = archive.getInputStream(entry)) {
                    found.add(new Named(
                            entry.getName().substring(FOLDER.length() + 1),
                            new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)));
                }
            }
        }
        return found;
    }
}
