package com.blossomer.gtm.llm.economy;

import java.time.Clock;

/** What all errands of a process have in common. */
record EconomyTerms(EconomySettings settings, SubmissionLog log, EconomyMetrics metrics, Clock clock) {}
