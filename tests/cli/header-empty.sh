# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A BTF without types, and one without any that C could define: headers without declarations.
"$FIXTURES/../tests/mkbtf" empty.btf </dev/null
"$FIXTURES/../tests/mkbtf" int.btf <<<'int int 4 32:1'
btfkit dump empty.btf || exit
btfkit dump --json empty.btf || exit
for name in empty int; do
	btfkit header --asserts -o $name.h $name.btf || exit
	gcc -Wall -Werror -fsyntax-only -xc $name.h || exit
	grep -c -e '^struct' -e '^typedef' -e '^enum' $name.h
done
