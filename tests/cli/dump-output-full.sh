# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A full disk is exit 2, and is said, on standard output as with -o.
[ -c /dev/full ] || { echo 'no /dev/full'; exit 77; }
full() {
	btfkit "$@" >/dev/full
	echo "$1 $2: $?"
}
cp "$FIXTURES/core_kinds.bpfel.o" a.o
full dump a.o
full dump --json a.o
full dump --ext a.o
full dump -h
full header a.o
full --version x
for command in dump header stat; do
	btfkit $command -o /dev/full a.o
	echo "$command -o: $?"
done
