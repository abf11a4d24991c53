# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --kind: in upper or lower case, several with commas between or in several options.
"$FIXTURES/../tests/mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
btfkit dump --kind FWD zoo.btf || exit
btfkit dump --kind fwd zoo.btf | cmp - <(btfkit dump --kind FWD zoo.btf)
echo 'several'
btfkit dump --kind=typedef,CONST --kind decl_tag zoo.btf || exit
echo 'each kind of the zoo, and how many'
for kind in INT PTR ARRAY STRUCT UNION ENUM FWD TYPEDEF VOLATILE CONST RESTRICT FUNC FUNC_PROTO VAR DATASEC \
	FLOAT DECL_TAG TYPE_TAG ENUM64; do
	echo "$kind $(btfkit dump --kind $kind zoo.btf | grep -c '^\[')"
done
