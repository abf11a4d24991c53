# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Trimmed to a compiled program: by its BTF and relocations, without its source.
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
btfkit header -o vmlinux.h vmlinux.btf
cp "$FIXTURES/src/header_tracing.bpf.c" .
clang -target bpf -O2 -g -I. -c header_tracing.bpf.c
btfkit header --for header_tracing.bpf.o -o trimmed.h vmlinux.btf
grep -E '^(struct (task_struct|mm_struct|event|timespec64|rq)|typedef .* (u32|__wsum);)' trimmed.h
echo "== the members that relocations name"
btfkit header --fields --for header_tracing.bpf.o vmlinux.btf | sed -n '/^struct task_struct {/,/^}/p'
echo "== of both byte orders, on a kernel that has none of the types"
"$FIXTURES/../tests/mkbtf" small.btf <<-end
	int int 4 32:1
	struct outer 4 other:1:0
end
for object in "$FIXTURES"/core_kinds.bpf*.o; do
	btfkit header --for "$object" small.btf | grep -A 2 '^struct'
done
echo "== errors"
head -c 40 header_tracing.bpf.o >cut.o
btfkit header --for cut.o vmlinux.btf || echo "$?"
btfkit header --for nowhere.o vmlinux.btf || echo "$?"
