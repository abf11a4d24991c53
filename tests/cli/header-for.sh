# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Trimmed to a program: with the trimmed header it compiles to what it compiles to with the whole one.
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
mkdir whole
btfkit header -o whole/vmlinux.h vmlinux.btf

# compile PROGRAM DIRECTORY: what it is made to. The header is told of in its BTF alone, so the rest of
# the object must not change, nor its relocations, which are compared as they are spelled.
compile() {
	clang -target bpf -O2 -g -Wall -Werror -I"$2" -c "$1" -o program.o
	btfkit dump --ext --json program.o | jq -c '.core_relo[] | [.section, .insn_off, .kind, .spec]' \
		>"$2/relocations"
	llvm-objcopy -w --strip-debug -R '.BTF*' -R '.rel.BTF*' program.o "$2/stripped.o"
}

for program in "$FIXTURES"/src/header_*.bpf.c; do
	name=$(basename "$program" .bpf.c)
	mkdir "$name"
	btfkit header --for "$program" -o "$name/vmlinux.h" vmlinux.btf -- -Wall
	compile "$program" whole
	compile "$program" "$name"
	cmp whole/stripped.o "$name/stripped.o"
	cmp whole/relocations "$name/relocations"
	echo "$name: $(wc -l <"$name/relocations") relocations," \
		"$(($(wc -l <whole/vmlinux.h) / $(wc -l <"$name/vmlinux.h"))) times shorter"
done

echo "== errors"
printf '#include "vmlinux.h"\nint f(struct task_struct *t) { return t->no_such_member; }\n' >bad.bpf.c
btfkit header --for bad.bpf.c -o bad.h vmlinux.btf || [ ! -e bad.h ]
btfkit header --for nowhere.bpf.c vmlinux.btf || echo "$?"
