# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What cannot be meant is exit 2, and nothing is written.
printf 'int int 4 32:1\n' | "$FIXTURES/../tests/mkbtf" a.btf
try() {
	btfkit dedup "$@"
	echo "status $?"
}
try a.btf
try -o out
try -o out --byte-order middle a.btf
try -o out --byte-order
try -o - --json a.btf
try -o out --nothing a.btf
[ ! -e out ]
