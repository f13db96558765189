package com.blossomer.gtm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds ARCHITECTURE.md true. */
@AnalyzeClasses(packages = "com.blossomer.gtm", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String BASE = "com.blossomer.gtm.";

    @ArchTest
    static final ArchRule services_know_topics_and_never_each_other = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("schemas")
            .definedBy(
                    BASE + "events..",
                    BASE + "state..",
                    BASE + "topics..",
                    BASE + "catalog..",
                    BASE + "avro..",
                    BASE + "site..")
            .layer("embedded")
            .definedBy(BASE + "embedded..")
            .layer("platform")
            .definedBy(BASE + "platform..")
            .layer("ingress")
            .definedBy(BASE + "ingress..")
            .layer("pipeline")
            .definedBy(BASE + "pipeline..")
            .layer("content")
            .definedBy(BASE + "content..")
            .layer("llm")
            .definedBy(BASE + "llm..")
            .layer("projections")
            .definedBy(BASE + "projections..")
            .layer("standalone")
            .definedBy(BASE + "standalone..", BASE + "cli..", BASE + "bench..")
            .whereLayer("standalone")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("ingress")
            .mayOnlyBeAccessedByLayers("standalone")
            .whereLayer("pipeline")
            .mayOnlyBeAccessedByLayers("standalone")
            .whereLayer("content")
            .mayOnlyBeAccessedByLayers("standalone")
            .whereLayer("llm")
            .mayOnlyBeAccessedByLayers("standalone")
            .whereLayer("projections")
            .mayOnlyBeAccessedByLayers("standalone")
            .whereLayer("embedded")
            .mayOnlyBeAccessedByLayers("standalone")
            .whereLayer("platform")
            .mayNotBeAccessedByAnyLayer()
            .ignoreDependency(
                    DescribedPredicate.alwaysTrue(), JavaClass.Predicates.resideInAnyPackage(BASE + "platform.."));

    @ArchTest
    static final ArchRule schemas_rest_on_nothing_of_ours = noClasses()
            .that()
            .resideInAnyPackage(
                    BASE + "events..",
                    BASE + "state..",
                    BASE + "topics..",
                    BASE + "catalog..",
                    BASE + "avro..",
                    BASE + "site..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "platform..", BASE + "embedded..");

    @ArchTest
    static final ArchRule nothing_blocks_a_stream_thread = noClasses()
            .that()
            .resideInAPackage(BASE + "pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net.http..", "java.sql..", "javax.sql..", "java.nio.file..", "org.apache.hc..", "org.jsoup..")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class);

    /** Pages go through the guard; the providers' addresses are the operator's own. */
    @ArchTest
    static final ArchRule only_the_fetcher_and_the_providers_open_web_connections = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "content..", BASE + "llm.remote..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..");

    @ArchTest
    static final ArchRule the_database_belongs_to_the_projections = noClasses()
            .that()
            .resideOutsideOfPackages(
                    BASE + "projections..", BASE + "embedded..", BASE + "standalone..", BASE + "bench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..");

    @ArchTest
    static final ArchRule classes_are_named_for_what_they_are = noClasses()
            .should()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl");

    @ArchTest
    static final ArchRule nothing_is_printed_outside_the_command_line = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "cli..", BASE + "bench..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule the_rules_of_the_flow_know_no_clock = classes()
            .that()
            .haveSimpleNameEndingWith("Pipeline")
            .and()
            .resideInAPackage(BASE + "pipeline..")
            .should()
            .onlyDependOnClassesThat()
            .doNotHaveFullyQualifiedName("java.time.Clock");
}
