package com.blossomer.gtm.ingress;

import com.blossomer.gtm.platform.ServiceApplication;

/** The write side as a service of its own. */
public final class IngressMain {

    private IngressMain() {}

    public static void main(String[] args) {
        ServiceApplication.run("ingress", IngressMain.class, args);
    }
}
