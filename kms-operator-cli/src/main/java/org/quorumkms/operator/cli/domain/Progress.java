package org.quorumkms.operator.cli.domain;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar, where somebody sees it. */
final class Progress implements AutoCloseable {

    private final @Nullable ProgressBar bar;

    Progress(boolean shown, int steps) {
        this.bar = shown
                ? new ProgressBarBuilder()
                        .setTaskName("Domains")
                        .setInitialMax(steps)
                        .setStyle(ProgressBarStyle.ASCII)
                        .showSpeed()
                        .build()
                : null;
    }

    void step() {
        if (bar != null) {
            bar.step();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
