# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Wrong options and operands: exit 2, one line that says what is wrong.
try() {
	btfkit dump "$@"
	echo "dump $*: $?"
}
cp "$FIXTURES/core_kinds.bpfel.o" a.o
try --nope a.o
try -x a.o
try --json=yes a.o
try -o
try --type
try --color sometimes a.o
try --format xml a.o
try --format c --json a.o
try --kind STRUCT,nope a.o
try --kind '' a.o
try --id 0x1 a.o
try --id 3-1 a.o
try --id 1, a.o
try --id 99999999999 a.o
try --type '' a.o
try --type 'struct ' a.o
try a.o a.o
