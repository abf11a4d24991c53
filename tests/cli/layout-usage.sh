# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Wrong options, operands and names: exit 2, one line that says what is wrong, and no output.
try() {
	btfkit layout "$@"
	echo "layout $*: $?"
}
"$FIXTURES/../tests/mkbtf" a.btf <<-end
	int int 4 32:1
	struct task_struct 4 a:1:0
	typedef number 1
	fwd away 0
end
try
try --nope task_struct
try --cacheline 0 task_struct a.btf
try --cacheline 64k task_struct a.btf
try --cacheline '' task_struct a.btf
try --top 0 a.btf
try --top -1 a.btf
try --sort name a.btf
try --type '' a.btf
try --svg '' task_struct a.btf
try task_strct a.btf
try number a.btf
try away a.btf
try 'union task_struct' a.btf
try ./a.btf task_struct
try int a.btf
try task_struct b.btf
try task_struct number a.btf
try -o out task_strct a.btf
try --svg a.svg --json task_struct a.btf
try --svg a.svg --map task_struct a.btf
try --svg a.svg -o b.svg task_struct a.btf
try --map --json task_struct a.btf
try --svg a.svg task_strct a.btf
try --svg nowhere/a.svg task_struct a.btf
ls
btfkit layout -h
