# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Control characters in names are no commands to a terminal, neither in layouts nor in diffs.
printf 'int int\e[31m 4 32:1\nstruct odd\a 4 na\bme:1:0\nstruct - 4 \ein:1:0\nstruct outer\r 8 \ex:3:0\nenum \el 4 \eONE:1\ntypedef \ep 3\n' |
	"$FIXTURES/../tests/mkbtf" odd.btf
printf 'int int\e[31m 4 32:1\nstruct odd\a 8 na\bme:1:32\nenum \el 4 \eONE:2\n' | "$FIXTURES/../tests/mkbtf" new.btf
{
	btfkit layout --expand '*' odd.btf
	btfkit layout --sort size odd.btf
	btfkit diff odd.btf new.btf
	btfkit diff new.btf odd.btf
} >out
tr -d '\n\t -~' <out | wc -c
grep -c '?' out
cat out
