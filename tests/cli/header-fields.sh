# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# With nothing but the members that a program names: offsets, sizes and alignments are what they were,
# also where no relocation would mend them.
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
mkdir whole
btfkit header -o whole/vmlinux.h vmlinux.btf
cat >layout.c <<-'end'
	#define BPF_NO_PRESERVE_ACCESS_INDEX
	#include "vmlinux.h"
	#define of(type, member) __builtin_offsetof(type, member)
	unsigned long layout[] = {
		sizeof(struct task_struct), _Alignof(struct task_struct), of(struct task_struct, se.vruntime),
		of(struct task_struct, comm), sizeof(struct mm_struct), _Alignof(struct mm_struct),
		of(struct mm_struct, mm_users), sizeof(struct iphdr), of(struct iphdr, daddr),
		_Alignof(struct iphdr), sizeof(atomic_t), _Alignof(struct sched_entity),
		of(struct bpf_prog, aux), _Alignof(struct bpf_prog), sizeof(struct sk_buff),
		of(struct sk_buff, cb), of(struct page, flags), sizeof(struct page), _Alignof(struct page),
	};
	struct task_struct copy;
	struct iphdr sent = { .ttl = 1 };
	int first_bits(struct iphdr *ip, struct task_struct *t) { copy = *t; return ip->ihl + t->sched_reset_on_fork; }
end
btfkit header --fields --for layout.c -o vmlinux.h vmlinux.btf -- -I.
for header in whole .; do
	clang -target bpf -O2 -I"$header" -S layout.c -o - | grep -v '\.file'
done >both.s
head -n $(($(wc -l <both.s) / 2)) both.s >one.s
tail -n $(($(wc -l <both.s) / 2)) both.s | cmp - one.s && echo "the same code"
sed -n '/^struct task_struct {/,/^}/p' vmlinux.h
# what is written by place keeps all its members
sed -n '/^struct iphdr {/,/ttl/p' vmlinux.h
