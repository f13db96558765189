package com.blossomer.gtm.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Finds the folders under {@code catalog/} on a class path: in directories, in jars, and in several of either. */
final class CatalogFolders {

    private static final String ROOT = "catalog";

    private CatalogFolders() {}

    /** Folder name to folder, by name. */
    static Map<String, AssetFolder> read(ClassLoader classPath) {
        Map<String, AssetFolder> folders = new TreeMap<>();
        try {
            Set<String> roots = new LinkedHashSet<>();
            for (URL root : Collections.list(classPath.getResources(ROOT))) {
                roots.add(root.toString());
            }
            for (String root : roots) {
                readRoot(URI.create(root).toURL()).forEach((name, files) -> {
                    AssetFolder folder = new AssetFolder(name, root, files);
                    AssetFolder other = folders.put(name, folder);
                    if (other != null) {
                        throw new IllegalStateException("catalog/" + name + ": is there twice, in " + other.root()
                                + " and in " + root + "; rename one");
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the catalogue cannot be read from the class path", e);
        }
        return folders;
    }

    private static Map<String, Map<String, String>> readRoot(URL root) throws IOException {
        if (root.getProtocol().equals("file")) {
            return readDirectory(Path.of(URI.create(root.toString())));
        }
        if (root.openConnection() instanceof JarURLConnection jar) {
            jar.setUseCaches(false);
            try (JarFile file = jar.getJarFile()) {
                return readJar(file);
            }
        }
        throw new IllegalStateException("catalog: " + root + " is neither a directory nor a jar");
    }

    private static Map<String, Map<String, String>> readDirectory(Path root) throws IOException {
        Map<String, Map<String, String>> folders = new HashMap<>();
        try (Stream<Path> paths = Files.walk(root, 2)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path relative = root.relativize(path);
                if (relative.getNameCount() == 2 && Files.isRegularFile(path)) {
                    folders.computeIfAbsent(relative.getName(0).toString(), name -> new TreeMap<>())
                            .put(relative.getName(1).toString(), Files.readString(path));
                } else if (!path.equals(root) && relative.getNameCount() == 1 && Files.isDirectory(path)) {
                    folders.computeIfAbsent(relative.toString(), name -> new TreeMap<>());
                }
            }
        }
        return folders;
    }

    private static Map<String, Map<String, String>> readJar(JarFile jar) throws IOException {
        Map<String, Map<String, String>> folders = new HashMap<>();
        for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
            String[] parts = entry.getName().split("/", -1);
            if (!entry.isDirectory() && parts.length == 3 && parts[0].equals(ROOT)) {
                try (InputStream in = jar.getInputStream(entry)) {
                    folders.computeIfAbsent(parts[1], name -> new TreeMap<>())
                            .put(parts[2], new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return folders;
    }
}
