package org.quorumkms.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.json.Json;
import org.quorumkms.pkcs11.TokenHsms;
import org.quorumkms.pkcs11.TokenInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What this home's HSMs are made of. */
@Command(
        name = "show",
        description =
                "Show what this home's HSMs are made of: of one in a token where it is, who made it, how it opens, and whether it"
                        + " is there. Opens each, with passphrase and PIN.",
        footer = {"", "Example:", "  kms-server hsm show h3"})
final class HsmShowCommand implements Callable<Integer> {

    private final ServerContext context;

    @Parameters(arity = "0..1", paramLabel = "H", description = "An HSM, by its label (default: all).")
    private String label = "";

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HsmShowCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        ServerContext known = access.context();
        Home home = known.home();
        ServerConfig config = ServerConfig.require(home);
        List<Map<String, @Nullable Object>> json = new ArrayList<>();
        List<String> text = new ArrayList<>();
        Attestations attestations = new Attestations(home);
        try (Passphrase passphrase = access.passphrase(home)) {
            HsmFiles files = known.hsmFiles(home, passphrase);
            List<HsmFiles.Opened> wanted = files.opened(config.genesis()).stream()
                    .filter(one -> label.isEmpty() || label.equals(one.label()))
                    .sorted(Comparator.comparing(
                                    (HsmFiles.Opened one) -> one.label().length())
                            .thenComparing(HsmFiles.Opened::label))
                    .toList();
            for (HsmFiles.Opened one : wanted) {
                Optional<TokenHsms.Description> token = files.describe(one.name(), config.genesis());
                Optional<Attestations.Shown> attested =
                        attestations.of(one.hsm().keys(), context.clock().instant());
                json.add(json(one.hsm(), token, attested));
                text.addAll(text(one.hsm(), token, attested));
            }
        }
        if (text.isEmpty()) {
            throw new UsageException("This home holds no HSM" + (label.isEmpty() ? "" : " " + label) + ".");
        }
        context.printer(spec).result(json, text);
        return ExitCode.DONE.code();
    }

    private static Map<String, @Nullable Object> json(
            Hsm hsm, Optional<TokenHsms.Description> token, Optional<Attestations.Shown> attested) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("label", hsm.keys().label());
        json.put("fingerprint", hsm.keys().fingerprint().value());
        json.put("device", hsm.statement().device().toJson());
        json.put("mlKem", hsm.keys().kem().isPresent());
        json.put("rsaFingerprint", hsm.keys().rsaFingerprint().value());
        json.put("unavailable", hsm.away().orElse(null));
        token.ifPresent(one -> {
            Map<String, @Nullable Object> members = Json.object();
            members.put("module", one.token().module().toString());
            members.put("label", one.token().label());
            members.put("serial", one.token().serial());
            one.info().ifPresent(info -> {
                members.put("manufacturer", info.manufacturer());
                members.put("model", info.model());
                members.put("firmware", info.firmware());
            });
            members.put("granted", one.info().isPresent() ? one.granted() : null);
            json.put("token", members);
        });
        attested.ifPresent(one -> json.put("attestation", one.toJson()));
        return json;
    }

    private static String mlKem(Hsm hsm, boolean token) {
        if (hsm.keys().kem().isEmpty()) {
            return "no key: it was made before there were any, and stands in no Trust of version 2";
        }
        return token ? "a key in its file, which the token opens: back the file up" : "a key beside the others";
    }

    private static List<String> text(
            Hsm hsm, Optional<TokenHsms.Description> token, Optional<Attestations.Shown> attested) {
        List<String> text = new ArrayList<>();
        text.add("HSM " + hsm.keys().label() + "   fingerprint " + hsm.keys().fingerprint());
        text.add("  keys       " + (token.isPresent() ? "in a token" : "in the server's process, sealed in its file"));
        text.add("  opens      " + HsmWords.opens(hsm.statement().device()));
        text.add("  ML-KEM     " + mlKem(hsm, token.isPresent()));
        if (hsm.keys().kem().isPresent()) {
            text.add("  RSA alone  " + hsm.keys().rsaFingerprint() + ", its fingerprint in a Trust of version 1");
        }
        token.ifPresent(one -> {
            text.add("  module     " + one.token().module());
            text.add("  token      " + one.token().label() + ", serial "
                    + one.token().serial());
            one.info()
                    .ifPresent(info -> text.add("  make       " + info.manufacturer() + " " + info.model()
                            + ", firmware " + info.firmware()));
            // Of one that is not there, nothing is known.
            one.info()
                    .ifPresent(info -> text.add("  grants     "
                            + (one.granted().isEmpty()
                                    ? "that no key leaves it or is changed"
                                    : "that no key leaves it or is changed, " + String.join(", ", one.granted()))));
        });
        token.flatMap(TokenHsms.Description::info)
                .filter(TokenInfo::hasFewTries)
                .ifPresent(info -> text.add("  WARNING: a wrong PIN was given before; few tries are left"));
        attested.ifPresent(one -> text.add("  attested   " + one.words()));
        hsm.away().ifPresent(why -> text.add("  UNAVAILABLE: " + why));
        return text;
    }
}
