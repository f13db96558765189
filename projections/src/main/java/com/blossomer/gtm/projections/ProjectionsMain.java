package com.blossomer.gtm.projections;

import com.blossomer.gtm.platform.ServiceApplication;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;

/** The projections and the query API as a service of their own. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Blossomer GTM results",
                        version = "0.1",
                        description = "Campaigns and their assets as they are projected from the topics."))
public final class ProjectionsMain {

    private ProjectionsMain() {}

    public static void main(String[] args) {
        ServiceApplication.run("projections", ProjectionsMain.class, args);
    }
}
