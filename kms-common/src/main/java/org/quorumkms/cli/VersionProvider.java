package org.quorumkms.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Says the version that was built. */
public final class VersionProvider implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = VersionProvider.class.getPackage().getImplementationVersion();
        return new String[] {"Quorum KMS " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
}
