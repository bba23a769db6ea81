package org.quorumkms.operator.cli.rows;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Table;
import org.quorumkms.jose.MlKemJwk;
import org.quorumkms.json.Json;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Digits;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;

/** The rows that commands print: one documented, stable set of fields each (docs/commands.md). */
public final class Rows {

    private Rows() {}

    /** Returns the row of an operator. */
    public static Map<String, @Nullable Object> operator(OperatorView operator) {
        Map<String, @Nullable Object> row = Json.object();
        row.put("name", operator.name());
        row.put("thumbprint", operator.thumbprint().value());
        row.put("key", operator.key().toJson());
        return row;
    }

    /** Returns the row of an HSM. */
    public static Map<String, @Nullable Object> hsm(HsmEntry hsm) {
        Map<String, @Nullable Object> row = Json.object();
        row.put("label", hsm.keys().label());
        row.put("fingerprint", hsm.fingerprint().value());
        row.put("server", hsm.server());
        row.put("signing", hsm.keys().signing().toJson());
        row.put("encryption", hsm.keys().encryption().toJson());
        row.put("kem", hsm.keys().kem().map(MlKemJwk::toJson).orElse(null));
        row.put("device", hsm.device().toJson());
        return row;
    }

    /** Returns HSMs as a table. */
    public static Table hsmTable(List<HsmEntry> rows) {
        Table table =
                new Table("LABEL", "FINGERPRINT", "SERVER", "DEVICE", "SIGNING KEY", "ENCRYPTION KEY", "ML-KEM KEY");
        for (HsmEntry hsm : rows) {
            table.row(
                    hsm.keys().label(),
                    hsm.fingerprint().value(),
                    hsm.server(),
                    hsm.device().words(),
                    hsm.keys().signing().thumbprint().abbreviated(),
                    hsm.keys().encryption().thumbprint().abbreviated(),
                    hsm.keys().kem().map(key -> key.thumbprint().abbreviated()).orElse("-"));
        }
        return table;
    }

    /** Returns HSMs as a table of what is read aloud. */
    public static Table hsmDigits(List<HsmEntry> rows) {
        Table table = new Table("LABEL", "FINGERPRINT");
        rows.forEach(hsm ->
                table.row(hsm.keys().label(), Digits.of(hsm.fingerprint()).text()));
        return table;
    }

    /** Returns an HSM by its label and fingerprint. */
    public static Map<String, @Nullable Object> hsmName(HsmKeys hsm) {
        Map<String, @Nullable Object> name = Json.object();
        name.put("label", hsm.label());
        name.put("fingerprint", hsm.fingerprint().value());
        return name;
    }

    /** Returns an operator by its name and thumbprint. */
    public static Map<String, @Nullable Object> operatorName(OperatorKey operator) {
        return name(operator.name(), operator.thumbprint());
    }

    /** A person or key; its name is null where nobody here knows it. */
    public static Map<String, @Nullable Object> name(@Nullable String name, Thumbprint thumbprint) {
        Map<String, @Nullable Object> object = Json.object();
        object.put("name", name);
        object.put("thumbprint", thumbprint.value());
        return object;
    }

    /** Returns the checks with the verdict. */
    public static Map<String, @Nullable Object> checks(boolean valid, List<Check> checks) {
        Map<String, @Nullable Object> result = Json.object();
        result.put("valid", valid);
        result.put("checks", checks.stream().map(Check::toJson).toList());
        return result;
    }
}
