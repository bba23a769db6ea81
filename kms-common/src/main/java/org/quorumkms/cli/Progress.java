package org.quorumkms.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar, where somebody sees it. */
public final class Progress implements AutoCloseable {

    /** The most steps, where nobody knows how many there will be. */
    public static final long UNKNOWN = -1;

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Begins one.
     *
     * @param shown whether somebody sees it
     * @param task what is done
     * @param most how many steps there are, or {@link #UNKNOWN}
     */
    public static Progress of(boolean shown, String task, long most) {
        return of(shown, task, most, "", 1);
    }

    /**
     * Begins one that counts in a unit.
     *
     * @param unit its name, with a space before it
     * @param size how many steps one is
     */
    public static Progress of(boolean shown, String task, long most, String unit, long size) {
        return new Progress(
                shown
                        ? new ProgressBarBuilder()
                                .setTaskName(task)
                                .setInitialMax(most)
                                .setUnit(unit, size)
                                .setStyle(ProgressBarStyle.ASCII)
                                .showSpeed()
                                .build()
                        : null);
    }

    /** Tells that so many steps were made; many threads may at the same time. */
    public void step(long steps) {
        if (bar != null) {
            bar.stepBy(steps);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
