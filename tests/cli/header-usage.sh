# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Wrong options and operands: exit 2, and one line that says what is wrong.
try() {
	btfkit header "$@"
	echo "header $*: $?"
}
cp "$FIXTURES/core_kinds.bpfel.o" a.o
try --nope a.o
try -x a.o
try --asserts=1 a.o
try --typo inner a.o
try --f a.o
try --nokfuncs a.o
try --json a.o
try -o
try --base
try --color sometimes a.o
try a.o a.o
try missing.btf
try ''
try --base a.o a.o
