package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.platform.ServiceApplication;

/** The site pipeline as a process of its own. */
public final class StreamProcessorsMain {

    private StreamProcessorsMain() {}

    public static void main(String[] args) {
        System.setProperty("blossomer.roles.content", "false");
        ServiceApplication.run("site-pipeline", StreamProcessorsMain.class, args);
    }
}
