# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A module with a distilled base (.BTF.base) on other kernels than its own.
command -v objcopy >/dev/null || { echo 'no objcopy'; exit 77; }
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" distilled.btf <<-end
	int int 4 32:1
	struct task 16
	enum state 4
	fwd page 0
	fwd,1 value 0
end
"$mkbtf" -s distilled.btf split.btf <<-end
	ptr - 2
	struct holder 24 owner:6:0 task:2:64
	typedef task 7
	func_proto - 3 page:10
	ptr - 4
	ptr - 5
end
printf 'int i;\n' | gcc -xc -c - -o empty.o
objcopy --add-section .BTF=split.btf --add-section .BTF.base=distilled.btf empty.o module.ko
# A struct with bitfields and a plain union stand for the FWDs
"$mkbtf" -b kernel.btf <<-end
	ptr - 4
	struct,1 page 8 flags:5:0:3
	union value 4 number:5:0
	struct task 16 next:1:0
	int int 4 32:1
	enum64 task 8 TASK:1
	enum state 4 IDLE:0 BUSY:1
end
btfkit dump --base kernel.btf module.ko || exit
btfkit dump --base kernel.btf --format c --type 'struct holder' module.ko || exit
btfkit dump --base kernel.btf --json --id 10 module.ko || exit

echo 'kernels that will not do'
"$mkbtf" empty.btf </dev/null
"$mkbtf" larger.btf <<-end
	int int 4 32:1
	struct task 48
	enum state 4 IDLE:0
	fwd page 0
	fwd,1 value 0
end
"$mkbtf" twice.btf <<-end
	int int 4 32:1
	struct task 16
	struct task 16
	enum state 4 IDLE:0
	fwd page 0
	union value 4
	union value 8
end
for kernel in empty larger twice missing; do
	btfkit dump --base $kernel.btf module.ko
	echo "$kernel: $?"
done

echo 'a whole BTF and a broken one as .BTF.base'
objcopy --add-section .BTF=split.btf --add-section .BTF.base=kernel.btf empty.o whole.ko
head -c 90 distilled.btf >cut.btf
objcopy --add-section .BTF=split.btf --add-section .BTF.base=cut.btf empty.o cut.ko
btfkit dump --base kernel.btf whole.ko
btfkit dump --base kernel.btf cut.ko
