# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A BPF program with the header: CO-RE relocations for what it reads, none where that is not wanted.
clang -print-targets 2>/dev/null | grep -q bpf || { echo 'no clang for BPF'; exit 77; }
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
btfkit header -o vmlinux.h vmlinux.btf || exit
cat >program.bpf.c <<-end
	#include "vmlinux.h"
	int probe(struct task_struct *task)
	{
		return task->pid + task->se.vruntime;
	}
end
relocations() {
	clang -target bpf -O2 -g -Wall -Werror "$@" -c program.bpf.c -o program.o || exit
	btfkit dump --ext --json program.o | jq -r '.core_relo[].spec'
}
relocations | sort
echo 'with BPF_NO_PRESERVE_ACCESS_INDEX:'
relocations -DBPF_NO_PRESERVE_ACCESS_INDEX
