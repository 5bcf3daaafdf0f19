package io.seine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The borders of the house: reading order is data order, and nobody imports upward.
///
/// `model ← config ← { source schedule fetch decode save record } ← pipeline ← job ← Seine ← { server cli }`, and `s3`,
/// which the stages know by an interface of `model`, under `job`.
class ArchitectureTest {
    private static final int CLASSES_AT_LEAST = 100;
    private static final JavaClasses SEINE =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("io.seine");
    private static final Set<String> STAGES = Set.of("source", "schedule", "fetch", "decode", "save", "record");
    private static final String ROOT = "";

    /// Which of our packages each may import, beside itself.
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("model", Set.of()),
            Map.entry("config", Set.of("model")),
            Map.entry("source", Set.of("model", "config")),
            Map.entry("schedule", Set.of("model", "config")),
            Map.entry("fetch", Set.of("model", "config")),
            Map.entry("decode", Set.of("model", "config")),
            Map.entry("save", Set.of("model", "config")),
            Map.entry("record", Set.of("model", "config")),
            Map.entry("s3", Set.of("model", "config")),
            Map.entry("pipeline", with(STAGES, "model", "config")),
            Map.entry("job", with(STAGES, "model", "config", "s3", "pipeline")),
            Map.entry(ROOT, with(STAGES, "model", "config", "s3", "pipeline", "job")),
            Map.entry("origin", Set.of()),
            Map.entry("metrics", Set.of("model")),
            Map.entry("database", Set.of("model", "config")),
            Map.entry("server", with(STAGES, "model", "config", "s3", "pipeline", "job", ROOT, "metrics", "database")),
            Map.entry(
                    "cli",
                    with(
                            STAGES,
                            "model",
                            "config",
                            "s3",
                            "pipeline",
                            "job",
                            "origin",
                            "metrics",
                            "database",
                            "server",
                            ROOT)));

    @Test
    void theRulesSeeTheWholeHouse() {
        assertThat(SEINE).hasSizeGreaterThanOrEqualTo(CLASSES_AT_LEAST);
        assertThat(packages()).containsExactlyInAnyOrderElementsOf(MAY_IMPORT.keySet());
        assertThat(packages())
                .allSatisfy(each -> assertThat(SEINE.that(resideInAPackage(full(each))))
                        .as(each)
                        .isNotEmpty());
    }

    @Test
    void nobodyImportsUpward() {
        MAY_IMPORT.forEach((from, to) -> {
            var forbidden = MAY_IMPORT.keySet().stream()
                    .filter(each -> !each.equals(from) && !to.contains(each))
                    .map(ArchitectureTest::full)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(full(from))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .check(SEINE);
        });
    }

    @Test
    void packagesFormNoCircles() {
        SlicesRuleDefinition.slices()
                .matching("io.seine.(*)..")
                .should()
                .beFreeOfCycles()
                .check(SEINE);
    }

    @Test
    void onlyConfigReadsTheConfigurationLibrary() {
        // the root package hands Settings.system() on to the actor system
        noClasses()
                .that(are(not(resideInAnyPackage("io.seine.config", "io.seine"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.typesafe.config..")
                .check(SEINE);
        assertThat(SEINE.that(resideInAPackage("io.seine")).stream()
                        .filter(each -> each.getMethodCallsFromSelf().stream()
                                .anyMatch(call ->
                                        call.getTargetOwner().getPackageName().startsWith("com.typesafe.config"))))
                .isEmpty();
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that(are(not(resideInAPackage("io.seine.cli"))))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(SEINE);
    }

    @Test
    void onlyFetchTheServerAndTheOriginKnowPekkoHttp() {
        // and s3: its connector's interface has types of Pekko HTTP
        noClasses()
                .that(are(
                        not(resideInAnyPackage("io.seine.fetch", "io.seine.server", "io.seine.origin", "io.seine.s3"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.pekko.http..")
                .check(SEINE);
    }

    @Test
    void onlyS3KnowsItsConnector() {
        noClasses()
                .that(are(not(resideInAPackage("io.seine.s3"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.pekko.stream.connectors.s3..", "software.amazon..")
                .check(SEINE);
    }

    @Test
    void onlyMetricsKnowsMeters() {
        noClasses()
                .that(are(not(resideInAPackage("io.seine.metrics"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.prometheus..")
                .check(SEINE);
    }

    @Test
    void onlyTheDatabaseKnowsSql() {
        noClasses()
                .that(are(not(resideInAPackage("io.seine.database"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..")
                .check(SEINE);
    }

    @Test
    void onlyDecodeKnowsTheCodecs() {
        noClasses()
                .that(are(not(resideInAPackage("io.seine.decode"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.imageio..", "java.awt..", "com.twelvemonkeys..")
                .check(SEINE);
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        noClasses()
                .that(are(not(resideInAPackage("io.seine.cli"))))
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(SEINE);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        for (var each : packages()) {
            var info = SEINE.getPackage(name(each)).tryGetPackageInfo();
            assertThat(info).as("package-info of " + name(each)).isPresent();
            assertThat(info.orElseThrow().isAnnotatedWith(NullMarked.class))
                    .as(name(each) + " is @NullMarked")
                    .isTrue();
        }
    }

    @Test
    void aStageShowsOnlyWhatASiblingNeeds() {
        classes()
                .that()
                .resideInAnyPackage(STAGES.stream().map(ArchitectureTest::full).toArray(String[]::new))
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should(beUsedByAnotherPackage())
                .check(SEINE);
    }

    private static ArchCondition<JavaClass> beUsedByAnotherPackage() {
        return new ArchCondition<>("be used by another package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean used = type.getDirectDependenciesToSelf().stream()
                        .anyMatch(dependency ->
                                !dependency.getOriginClass().getPackageName().equals(type.getPackageName()));
                events.add(new SimpleConditionEvent(type, used, type.getName() + " is public and nobody needs it"));
            }
        };
    }

    private static Set<String> packages() {
        return SEINE.stream()
                .map(JavaClass::getPackage)
                .map(JavaPackage::getName)
                .map(name -> name.equals("io.seine") ? ROOT : name.substring("io.seine.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(String each) {
        return each.equals(ROOT) ? "io.seine" : "io.seine." + each;
    }

    /// As ArchUnit wants it: the root package without those below.
    private static String full(String each) {
        return each.equals(ROOT) ? "io.seine" : "io.seine." + each + "..";
    }

    private static Set<String> with(Set<String> some, String... more) {
        var all = new TreeSet<>(some);
        all.addAll(Set.of(more));
        return all;
    }
}
