package io.restitch.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;

/** The directions of the house, as far as the build's enforcer cannot see them. */
@AnalyzeClasses(packages = "io.restitch", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule coreIsPure =
      noClasses()
          .that()
          .resideInAPackage("io.restitch.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..",
              "java.nio.file..",
              "java.net..",
              "java.util.concurrent..",
              "java.util.logging..",
              "java.util.random..",
              "org.slf4j..")
          .because("core only looks and answers");

  @ArchTest
  static final ArchRule coreHasNoClock =
      noClasses()
          .that()
          .resideInAPackage("io.restitch.core..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, InstantSource.class, Thread.class, Random.class)
          .because("the present is a parameter");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses()
          .that()
          .resideInAnyPackage("io.restitch.core..", "io.restitch.engine..", "io.restitch.twin..")
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", Duration.class)
          .because("the loop waits for messages, the twin lives in virtual time");

  @ArchTest
  static final ArchRule theTwinHasNoWallClock =
      noClasses()
          .that()
          .resideInAPackage("io.restitch.twin..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .allowEmptyShould(true)
          .because("the same seed tells the same story");

  @ArchTest
  static final ArchRule spiKnowsTheJdkOnly =
      classes()
          .that()
          .resideInAPackage("io.restitch.spi..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify.annotations..", "io.restitch.spi..");

  @ArchTest
  static final ArchRule onlyClusterKnowsItsClient =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.restitch.cluster..", "io.restitch.lab..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fabric8..");

  @ArchTest
  static final ArchRule onlyHostKnowsItsSsh =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.restitch.host..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.sshd..");

  @ArchTest
  static final ArchRule onlyRenderKnowsItsTemplateEngine =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.restitch.render..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("freemarker..");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsPicocli =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.restitch.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule noCyclesInCore =
      slices().matching("io.restitch.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesInEngine =
      slices().matching("io.restitch.engine.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesAnywhereElse =
      slices()
          .matching("io.restitch.(cluster|twin|cli|provider|host|render).(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);
}
