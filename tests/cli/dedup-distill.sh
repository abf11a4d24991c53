# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --distill: split BTF and what it needs of its base, which can be put onto another kernel.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct node 16 next:3:0 value:1:64
	ptr - 2
	struct unused 4 x:1:0
	typedef node_t 2
	ptr - 5
	struct - 4 inner:1:0
	typedef outer_t 7
end
"$mkbtf" -s kernel.btf module.btf <<-end
	struct own 16 node:2:0
	struct other 32 pointer:6:0 outer:8:64 own:9:128
	ptr - 9
end
btfkit dedup -q --base kernel.btf --distill -o pair.btf module.btf || exit
echo 'the base'
btfkit dump pair.btf.base
echo 'the split BTF'
btfkit dump --base pair.btf.base pair.btf
echo 'on another kernel'
"$mkbtf" another.btf <<-end
	struct more 4
	struct node 16 next:3:0 value:4:64
	ptr - 2
	int int 4 32:1
end
printf 'int i;\n' | gcc -xc -c - -o empty.o
btfkit dedup -q --base kernel.btf --distill --into empty.o module.btf -o module.ko || exit
btfkit dump --base another.btf module.ko
echo 'on its own again: nothing but what it was'
btfkit dedup -q --base kernel.btf -o plain.btf module.btf
btfkit dedup -q --base kernel.btf -o again.btf module.ko
cmp plain.btf again.btf && echo same
echo 'sorted, big endian'
btfkit dedup -q --base kernel.btf --distill --sort --byte-order big -o sorted.btf module.btf || exit
btfkit dump --base sorted.btf.base sorted.btf | grep '^\['
echo 'errors'
btfkit dedup --distill -o none.btf kernel.btf
echo "status $?"
btfkit dedup --distill --base kernel.btf -o - module.btf
echo "status $?"
[ ! -e none.btf ]
