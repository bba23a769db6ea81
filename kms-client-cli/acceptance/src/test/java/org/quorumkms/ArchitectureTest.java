package org.quorumkms;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between packages (docs/architecture.md). Maven keeps those between modules. */
@AnalyzeClasses(packages = "org.quorumkms", importOptions = ArchitectureTest.MainCode.class)
class ArchitectureTest {

    /** Leaves out tests, also those that come as the jar of another module. */
    static final class MainCode implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CIRCLES = slices().matching("org.quorumkms.(**)")
            .should()
            .beFreeOfCycles()
            .because("whoever reads one package reads those below it, and no others");

    @ArchTest
    static final ArchRule COMMANDS_CARRY_NO_KEYS = noClasses()
            .that()
            .resideInAnyPackage("..operator.cli..", "..client.cli..")
            .and()
            .doNotHaveSimpleName("OperatorContext")
            .and()
            .doNotHaveSimpleName("FileWork")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..crypto..")
            .because("a command says what is wanted, and what it calls has the keys");

    @ArchTest
    static final ArchRule COMMANDS_DECIDE_NO_RULE = noClasses()
            .that()
            .resideInAPackage("..cli..")
            .should()
            .callMethodWhere(target(name("reachedFrom")).or(target(name("lineRoot"))))
            .because("who stands on whose line is decided where the rules are");

    @ArchTest
    static final ArchRule JOSE_ALONE_KNOWS_THE_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("..jose..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..")
            .because("what the JOSE library accepts is decided in one place, after a strict reading");

    @ArchTest
    static final ArchRule ALGORITHMS_ARE_NAMED_IN_CRYPTO_AND_NET = noClasses()
            .that()
            .resideOutsideOfPackages("..crypto..", "..net..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.crypto..", "org.bouncycastle..", "javax.net.ssl..")
            .because("a provider or an algorithm is changed in one place");

    @ArchTest
    static final ArchRule QUORUM_KNOWS_NO_JOSE = noClasses()
            .that()
            .resideInAPackage("org.quorumkms.quorum..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..jose..", "org.quorumkms.trust..", "..crypto..")
            .because("the one loop behind T2, T4 and O1 counts names, whatever signs them");

    @ArchTest
    static final ArchRule RULES_DO_NO_IO = noClasses()
            .that()
            .resideInAnyPackage("org.quorumkms.quorum..", "org.quorumkms.trust..", "org.quorumkms.domain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.net..", "java.rmi..", "java.sql..")
            .because("rules are the same in an HSM, a server, a console and offline");

    @ArchTest
    static final ArchRule HSMS_AND_STORES_NEVER_MEET = noClasses()
            .that()
            .resideInAPackage("..hsm..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..server..")
            .because("an HSM believes documents, not databases");

    @ArchTest
    static final ArchRule STORES_KNOW_NO_HSM = noClasses()
            .that()
            .resideInAPackage("..server.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..hsm..", "..server.ledger..", "..server.manager..", "..server.rmi..")
            .because("the manager is the one place where HSMs and the store are both named");

    @ArchTest
    static final ArchRule THE_LEDGER_DECIDES_NOTHING = noClasses()
            .that()
            .resideInAPackage("..server.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..hsm..", "..server.manager..", "..server.rmi..")
            .because("what is there is one question, who may change it another");

    @ArchTest
    static final ArchRule ENDPOINTS_HAVE_NO_RULES = noClasses()
            .that()
            .resideInAPackage("..server.rmi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..server.store..", "..server.ledger..", "..hsm..")
            .because("an endpoint says who calls and asks the Manager");

    @ArchTest
    static final ArchRule COMMON_PACKAGES_DO_NOT_KNOW_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackages("..cli..", "org.quorumkms.server")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "org.jline..")
            .because("a command is one small file with no logic, and the logic knows no commands");

    @ArchTest
    static final ArchRule MEMORY_KNOWS_NO_STORE = noClasses()
            .that()
            .resideInAPackage("..server.memory..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..server.store..", "..server.ledger..", "..server.manager..", "..hsm..")
            .because("what a server remembers must not come from what it is held against");

    @ArchTest
    static final ArchRule PARTIES_AND_HOMES_KNOW_NO_SERVER = noClasses()
            .that()
            .resideInAnyPackage("..party..", "..home..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..server..")
            .because("what a home remembers is the same whoever it talks to");

    @ArchTest
    static final ArchRule HOMES_KNOW_NO_NETWORK = noClasses()
            .that()
            .resideInAPackage("..home..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..remote..", "org.quorumkms.net..", "java.rmi..")
            .because("a home is a folder: permissions, locks, atomic files");

    @ArchTest
    static final ArchRule THE_LIBRARY_BRINGS_NO_PROGRAM = noClasses()
            .that()
            .resideInAnyPackage("org.quorumkms.client", "..message..", "..party..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "org.jline..", "ch.qos.logback..", "..cli..")
            .because("who embeds the client library gets no command line, console or logging back end with it");

    @ArchTest
    static final ArchRule HEADERS_ARE_MADE_IN_ONE_PLACE = noClasses()
            .that()
            .doNotHaveSimpleName("MessageWriter")
            .should()
            .callMethodWhere(target(name("headerTag")))
            .because("a second header under one key gives the authentication key away (protocol.md section 5)");
}
