# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --sort: types without a name first, the others by name; the same types as without it.
"$FIXTURES/../tests/mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
btfkit dedup -q --sort -o sorted.btf zoo.btf || exit
btfkit dump sorted.btf | grep '^\[' | sed "s/^\[[0-9]*\] [A-Z0-9_]* '\([^']*\)'.*/\1/" >names
grep -c '^(anon)$' names
grep -v '^(anon)$' names | LC_ALL=C sort -c && echo sorted
sed -n '/^(anon)$/=' names | tail -n 1
btfkit dedup -q -o plain.btf zoo.btf || exit
btfkit dedup -q -o again.btf sorted.btf plain.btf || exit
# twice are only what is never merged, and what is said of it
for file in plain sorted again; do
	btfkit dump "$file.btf" | grep -vc "^\[[0-9]*\] \(VAR\|DATASEC\|DECL_TAG\)\|^	"
done
