# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What fails leaves no partial file, and an older one as it was.
try() {
	btfkit dump "$@"
	echo "dump $*: $?"
}
cp "$FIXTURES/core_kinds.bpfel.o" a.o
echo hello >text
echo old >old
try -o old text
try -o old --type nothing_like_it a.o
try -o new text
try -o nowhere/new a.o
try -o old/new a.o
try -o . a.o
try -o new/ a.o
ls -A
cat old
