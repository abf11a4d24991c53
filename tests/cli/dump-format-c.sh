# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --format c: the definitions of the types that the filters choose, in the order of their ids; what C cannot
# define by itself is a comment. Without filters it is the whole header.
object=$FIXTURES/core_kinds.bpfel.o
btfkit dump --format c --type 'struct outer' --type 'enum color' --type callback_t "$object" || exit
echo 'each sort'
btfkit dump --format c --id 1,6,10,16,17,32,41,46,47 "$object" || exit
"$FIXTURES/../tests/mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
btfkit dump --format c --kind fwd,decl_tag,type_tag,float zoo.btf || exit
btfkit dump --format c "$object" | cmp - <(btfkit header "$object") || exit
echo 'a name that is nowhere'
btfkit dump --format c --type nothing_like_it "$object"
