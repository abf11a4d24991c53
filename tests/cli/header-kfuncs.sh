# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Prototypes of kfuncs, where tags mark them; --no-kfuncs leaves them out.
"$FIXTURES/../tests/mkbtf" kfuncs.btf <<-end
	int int 4 32:1
	struct task 4 pid:1:0
	ptr - 2
	func_proto - 3 pid:1
	func bpf_task_from_pid 4 1
	decl_tag bpf_kfunc 5 -1
	func_proto - 1 task:3
	func bpf_fast 7 1
	decl_tag bpf_kfunc 8 -1
	decl_tag bpf_fastcall 8 -1
	func not_for_bpf 4 1
	func bpf_task_from_pid 4 0
	decl_tag bpf_kfunc 12 -1
	enum taken 4 bpf_name_taken:1
	func bpf_name_taken 4 1
	decl_tag bpf_kfunc 15 -1
end
btfkit header kfuncs.btf | sed -n '/kfuncs; /,/^#ifndef __ksym/p; /^extern.*__ksym/p; /name is taken/p' || exit
btfkit header -o vmlinux.h kfuncs.btf || exit
gcc -Wall -Werror -fsyntax-only -xc vmlinux.h
echo "gcc: $?"
# With it defined, or left out, a program's own prototypes have the names to themselves.
echo 'int bpf_fast(char *other);' >own.c
gcc -Wall -Werror -fsyntax-only -DBPF_NO_KFUNC_PROTOTYPES -include vmlinux.h own.c
echo "BPF_NO_KFUNC_PROTOTYPES: $?"
btfkit header --no-kfuncs -o vmlinux.h kfuncs.btf || exit
gcc -Wall -Werror -fsyntax-only -include vmlinux.h own.c
echo "--no-kfuncs: $?"
