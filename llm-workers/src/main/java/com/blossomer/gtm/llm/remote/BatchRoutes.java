package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.economy.BatchApi.Creation;
import com.blossomer.gtm.llm.economy.BatchApi.Ended;
import com.blossomer.gtm.llm.economy.BatchApi.Entry;
import com.blossomer.gtm.llm.economy.BatchApi.Progress;
import com.blossomer.gtm.llm.economy.BatchApi.Reading;
import com.blossomer.gtm.llm.economy.BatchApi.Search;
import com.blossomer.gtm.llm.economy.BatchApi.Wanted;
import java.util.List;

/** What is a provider's own of its batch API: how batches are created, found, watched and read. */
interface BatchRoutes {

    Creation create(String submission, String model, List<Entry> entries) throws InterruptedException;

    Search find(Wanted wanted) throws InterruptedException;

    Progress poll(String batch, String model) throws InterruptedException;

    Reading read(Ended ended, String model) throws InterruptedException;
}
