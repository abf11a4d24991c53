# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A kind that nobody knows yet is stepped over where a layout section tells its size, else it is an error.
types='
	int int 4 32:1
	kind 20 novelty 7 1 2 3
	ptr - 1'
layout='
	layout 0:0 4:0 0:0 12:0 0:12 0:12 0:8 0:0 0:0 0:0 0:0 0:0 0:0 0:8 4:0 0:12 0:0 4:0 0:0 0:12 0:4'
"$FIXTURES/../tests/mkbtf" with.btf <<<"$types$layout"
"$FIXTURES/../tests/mkbtf" without.btf <<<"$types"
btfkit dump with.btf || exit
btfkit dump --json with.btf | jq -c '.types[1]' || exit
btfkit header with.btf | grep 'left out' || exit
btfkit dump without.btf
