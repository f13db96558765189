package com.blossomer.gtm.content;

import java.time.Duration;
import java.util.List;

/** Pages fetched by ourselves. */
final class WebSourceTest extends ContentSourceContract {

    @Override
    ContentHandler handler(Duration pageTimeout) {
        return Reading.handler(
                Reading.settings(pageTimeout, List.of("web"), "127.0.0.1/32"), Reading.POLITE, Outside.REAL);
    }
}
