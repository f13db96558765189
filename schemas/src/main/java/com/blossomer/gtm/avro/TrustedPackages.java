package com.blossomer.gtm.avro;

/**
 * Avro makes instances only of classes whose packages are named in a system property, which it reads once. Set here
 * before Avro is first used, so that no JVM needs the flag.
 */
final class TrustedPackages {

    private static final String PROPERTY = "org.apache.avro.SERIALIZABLE_PACKAGES";
    private static final String OURS = "com.blossomer.gtm";

    static {
        String packages = System.getProperty(PROPERTY);
        if (packages == null || packages.isBlank()) {
            // Avro's own default, and ours.
            System.setProperty(PROPERTY, "java.lang,java.math,java.io,java.net,org.apache.avro.reflect," + OURS);
        } else if (!packages.equals("*") && !packages.contains(OURS)) {
            System.setProperty(PROPERTY, packages + "," + OURS);
        }
    }

    private TrustedPackages() {}

    /** Does its work when the class is loaded. */
    static void trust() {}
}
