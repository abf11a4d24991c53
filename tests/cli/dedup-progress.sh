# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What is done so far is told on a terminal, and only where it takes more than a second.
if ! script -qec true /dev/null >/dev/null 2>&1; then
	echo 'no script(1) that runs here'
	exit 77
fi
"$FIXTURES/../tests/mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
echo 'not elsewhere'
btfkit dedup -q -o one.btf zoo.btf 2>&1 | wc -c
mkfifo pipe
(sleep 1.6 && cat zoo.btf >pipe) &
TERM=xterm script -qec 'btfkit dedup -o one.btf pipe >/dev/null' /dev/null </dev/null | tr '\r' '\n' |
	grep -q 'of 1 sources opened' && echo drawn
