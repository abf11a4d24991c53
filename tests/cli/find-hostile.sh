# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# BTF made to explode: anonymous types in each other, twice on every level; names with control characters.
mkbtf=$FIXTURES/../tests/mkbtf
{
	echo 'int int 4 32:1'
	echo 'struct - 4 x:1:0'
	for ((id = 3; id <= 32; id++)); do
		echo "union - 4 a:$((id - 1)):0 -:$((id - 1)):0"
	done
	echo 'struct bomb 4 -:32:0'
} | "$mkbtf" bomb.btf
btfkit find x bomb.btf | awk 'END { print (NR > 1000 && NR < 2000000) }'
btfkit find -q --users int bomb.btf | awk 'END { print (NR > 1000 && NR < 2000000) }'
btfkit find bomb bomb.btf
btfkit find -q --json x bomb.btf | jq '.results[0].truncated'
printf 'fwd a\x1b[1mb 0\nint int 4 32:1\nstruct c\td 4 e\x07f:2:0\n' | tr '\t' '\002' | "$mkbtf" odd.btf
btfkit find '*' odd.btf
btfkit find '*' odd.btf odd.btf
