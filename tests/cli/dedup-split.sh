# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --base: split BTF that refers to what the base has; from complete sources, modules, and modules with a
# distilled base.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct node 16 next:3:0 value:1:64
	ptr - 2
end
"$mkbtf" whole.btf <<-end
	ptr - 2
	struct node 16 next:1:0 value:3:64
	int int 4 32:1
	typedef node_t 2
end
"$mkbtf" -s kernel.btf module.btf <<-end
	typedef node_t 2
	ptr - 4
	struct own 16 node:5:0
end
"$mkbtf" distilled.btf <<-end
	struct node 16
end
"$mkbtf" -s distilled.btf moved.btf <<-end
	typedef node_t 1
	const - 2
	struct own 16 node:3:0
end
printf 'int i;\n' | gcc -xc -c - -o empty.o
objcopy --add-section .BTF=moved.btf --add-section .BTF.base=distilled.btf empty.o moved.ko
btfkit dedup -q --base kernel.btf -o merged.btf whole.btf module.btf moved.ko || exit
btfkit dump --base kernel.btf merged.btf
echo 'JSON'
btfkit dedup --json --base kernel.btf -o again.btf merged.btf | jq -c '[.types, .string_bytes]'
cmp merged.btf again.btf
echo 'errors'
btfkit dedup -o none.btf module.btf
echo "status $?"
btfkit dedup -o none.btf --base distilled.btf module.btf
echo "status $?"
btfkit dedup -o none.btf --base module.btf whole.btf
echo "status $?"
"$mkbtf" other.btf <<-end
	struct node 24
end
btfkit dedup -o none.btf --base other.btf moved.ko
echo "status $?"
[ ! -e none.btf ]
