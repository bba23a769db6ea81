package org.quorumkms.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Says the version that was built. */
public final class VersionProvider implements IVersionProvider {

    /** Returns the number of the version. */
    public static String version() {
        String version = VersionProvider.class.getPackage().getImplementationVersion();
        return Objects.requireNonNullElse(version, "(not packaged)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Quorum KMS " + version()};
    }
}
