/** What commands print: rows and tables, each with a documented, stable set of fields (docs/commands.md). */
@NullMarked
package org.quorumkms.operator.cli.rows;

import org.jspecify.annotations.NullMarked;
