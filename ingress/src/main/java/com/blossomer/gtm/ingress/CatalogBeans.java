package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetCatalog;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;

@Factory
final class CatalogBeans {

    /** Where another module of the same process brings the catalogue, that one is used. */
    @Singleton
    @Secondary
    @Requires(missingBeans = AssetCatalog.class)
    AssetCatalog catalog() {
        return AssetCatalog.load();
    }
}
