package com.blossomer.gtm.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A text that tells of a company of {@link BenchSites}, for any company's number. Immutable. */
final class NumberedText {

    private final byte[] text;
    private final int[] places;

    /** @param text with {@link BenchSites#NO_COMPANY} where the number stands */
    NumberedText(String text) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
        // One character a byte, so that places in it are places in the bytes.
        String bytes = new String(this.text, StandardCharsets.ISO_8859_1);
        List<Integer> found = new ArrayList<>();
        for (int at = bytes.indexOf(BenchSites.NO_COMPANY);
                at >= 0;
                at = bytes.indexOf(BenchSites.NO_COMPANY, at + BenchSites.DIGITS)) {
            found.add(at);
        }
        this.places = found.stream().mapToInt(Integer::intValue).toArray();
    }

    /** In UTF-8, a copy; {@code number} has {@link BenchSites#DIGITS} digits. */
    byte[] with(String number) {
        byte[] copy = text.clone();
        for (int place : places) {
            for (int i = 0; i < BenchSites.DIGITS; i++) {
                copy[place + i] = (byte) number.charAt(i);
            }
        }
        return copy;
    }
}
