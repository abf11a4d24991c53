# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --type: a name, a glob, one with the kind before it; several mean any of them.
object=$FIXTURES/core_kinds.bpfel.o
for type in inner 'in*' 'struct in*' 'typedef in*' 'enum color' 'union [a-e]*' 'func helper' 'var ?ICENSE' 'char'; do
	echo "--type '$type'"
	btfkit dump --type "$type" "$object" || exit
done
echo 'several'
btfkit dump --type 'enum wide' --type=inner_t "$object" || exit
echo 'JSON'
btfkit dump --type inner_t --json "$object"
