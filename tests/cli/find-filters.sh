# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --in, --kind, -i, -E.
"$FIXTURES/../tests/mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
btfkit find --in types '*' zoo.btf || exit
echo 'functions and variables'
btfkit find --in function,variables '*' zoo.btf || exit
echo 'members of unions'
btfkit find --in members --kind union '*' zoo.btf || exit
echo 'kinds'
btfkit find --kind fwd --kind ENUM64 '*' zoo.btf || exit
echo 'ignoring case'
btfkit find -i NODE.A zoo.btf || exit
btfkit find -i 'h[I]gh' zoo.btf || exit
echo 'expressions'
btfkit find -E '^(nod|eith)e?r?' zoo.btf || exit
btfkit find -E -i 'TIVE$' zoo.btf || exit
btfkit find --regex '[ou].*r$' zoo.btf
