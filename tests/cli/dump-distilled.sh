# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A module that brings a distilled base of its own (.BTF.base), in ELF.
command -v objcopy >/dev/null || { echo 'no objcopy'; exit 77; }
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" base.btf <<-end
	int int 4 32:1
	struct task 16
end
"$mkbtf" -s base.btf split.btf <<-end
	ptr - 2
	struct state 24 owner:3:0 task:2:64
end
printf 'int i;\n' | gcc -xc -c - -o empty.o
objcopy --add-section .BTF=split.btf --add-section .BTF.base=base.btf empty.o module.ko
objcopy --add-section .BTF=split.btf empty.o plain.ko
btfkit dump module.ko || exit
btfkit dump --base base.btf plain.ko | cmp - <(btfkit dump module.ko)
btfkit dump plain.ko
