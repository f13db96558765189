package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.site.WebsiteUrl;

/** Site keys from what callers write. */
public final class Sites {

    private Sites() {}

    /** @throws com.blossomer.gtm.platform.http.ProblemException 400, naming the parameter, when it is no address */
    public static String key(String parameter, String url) {
        return switch (WebsiteUrl.parse(url)) {
            case WebsiteUrl.Valid valid -> valid.url().site();
            case WebsiteUrl.Invalid invalid ->
                throw Problems.badParameter(
                        parameter,
                        "'" + url + "' " + invalid.problem() + ". Write a website's address, such as acme.com.");
        };
    }
}
