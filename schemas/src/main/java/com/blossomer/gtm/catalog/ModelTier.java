package com.blossomer.gtm.catalog;

/** How capable a model an asset needs; configuration says which models a tier stands for. */
public enum ModelTier {
    FAST,
    STANDARD,
    STRONG
}
