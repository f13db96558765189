package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.site.WebsiteUrl;

/** Site keys from what callers write. */
final class Sites {

    private Sites() {}

    static String key(String parameter, String url) {
        return switch (WebsiteUrl.parse(url)) {
            case WebsiteUrl.Valid valid -> valid.url().site();
            case WebsiteUrl.Invalid invalid ->
                throw Problems.badParameter(
                        parameter,
                        "'" + url + "' " + invalid.problem() + ". Write a website's address, such as acme.com.");
        };
    }
}
