/** Quorum KMS for age: a plug-in that seals age's file keys with Domains, and what a home asks a quorum to open of an age file. */
@NullMarked
package org.quorumkms.age;

import org.jspecify.annotations.NullMarked;
