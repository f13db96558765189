package com.blossomer.gtm.content;

import com.blossomer.gtm.platform.ServiceApplication;

/** The content workers as a process of their own. */
public final class ContentWorkersMain {

    private ContentWorkersMain() {}

    public static void main(String[] args) {
        System.setProperty("blossomer.roles.pipeline", "false");
        ServiceApplication.run("content-workers", ContentWorkersMain.class, args);
    }
}
