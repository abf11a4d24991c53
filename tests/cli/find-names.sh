# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A name, a glob: types, functions, variables, members, enumerators, sections and tags, in that order.
"$FIXTURES/../tests/mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
for pattern in node '*i*' x away NEGATIVE 'h*' .data user 'struct node' 'enum *' 'func *' 'var c*' '[A-Z]*'; do
	echo "find '$pattern'"
	btfkit find "$pattern" zoo.btf || exit
done
