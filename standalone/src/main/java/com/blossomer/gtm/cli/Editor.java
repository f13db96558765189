package com.blossomer.gtm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lets a person change JSON in an editor of their own. */
final class Editor {

    private final String command;

    /** @param command as in {@code EDITOR}: a program, with arguments where it wants some */
    Editor(String command) {
        this.command = command;
    }

    /** What {@code VISUAL} or {@code EDITOR} names. */
    static Editor ofEnvironment() {
        for (String name : new String[] {"VISUAL", "EDITOR"}) {
            String command = System.getenv(name);
            if (command != null && !command.isBlank()) {
                return new Editor(command);
            }
        }
        throw new CliException("EDITOR names no editor; set it, or name a file with the edited asset.");
    }

    /** As it was saved. What cannot be used stays in its file. */
    JsonNode change(String name, JsonNode before) throws IOException, InterruptedException {
        Path file = Files.createTempFile(name + "-", ".json");
        Files.writeString(file, before.toPrettyString() + "\n");
        int code = new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", file.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new CliException("The editor (" + command + ") ended with " + code + "; nothing was changed.");
        }
        try {
            JsonNode after = Json.MAPPER.readTree(Files.readAllBytes(file));
            Files.delete(file);
            return after;
        } catch (JsonProcessingException e) {
            throw new CliException("What you saved is not JSON: " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + "). It is in " + file + "; mend it there and send that file.");
        }
    }
}
