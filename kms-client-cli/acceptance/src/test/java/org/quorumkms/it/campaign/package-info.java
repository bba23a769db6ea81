/**
 * Long tests on real processes: what the scripts of the same names run for long, and the build for a few rounds. Plain
 * Java, so that a script starts them without a test runner.
 */
package org.quorumkms.it.campaign;
