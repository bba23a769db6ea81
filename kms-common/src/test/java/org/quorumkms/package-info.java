/** Tests of what every party shares. */
package org.quorumkms;
