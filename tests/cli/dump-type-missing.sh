# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A name that is nowhere: exit 2 with the names nearest to it, and no output.
try() {
	btfkit dump -o out "$@" "$FIXTURES/core_kinds.bpfel.o"
	echo "$*: $?"
}
try --type inmer
try --type 'typedef inner'
try --type OUTER
try --type nothing_like_it
try --type 'x*'
try --type inner --type inmer
ls
