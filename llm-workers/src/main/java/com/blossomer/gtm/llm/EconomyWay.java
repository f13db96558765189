package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.BatchPrices;
import com.blossomer.gtm.llm.economy.EconomyLane;

/** How a task that has a day is asked at first. */
record EconomyWay(EconomyLane lane, BatchPrices prices) {}
