# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --for: only what a compiled program has relocated of the types that are different.
mkbtf=$FIXTURES/../tests/mkbtf
object=$FIXTURES/core_kinds.bpfel.o
kernel() {
	"$mkbtf" "$1" <<-end
		int int 4 32:1
		struct inner 8 first:1:0 unused:1:$2
		struct unused 4 a:1:$2
		enum color 4 RED:$2 BLUE:$3 OTHER:$2
		union either 8 a:1:$2 b:1:$3
		typedef inner_t 1
	end
}
kernel old.btf 32 1
kernel new.btf 64 2
btfkit diff --for "$object" old.btf new.btf
echo "=> $?"
btfkit diff --for "$object" --json old.btf new.btf | jq -c '.summary, .types[].name'
btfkit diff --for "$object" --for "$FIXTURES/core_kinds.bpfeb.o" --kind enum old.btf new.btf
echo "=> $?"
btfkit diff --for "$object" old.btf old.btf
echo "=> $?"
btfkit diff --for old.btf old.btf new.btf
echo "=> $?"
btfkit diff --for none.o old.btf new.btf
echo "=> $?"

echo '== source'
kernel_of() {
	"$mkbtf" "$1" <<-end
		int int 4 32:1
		struct foo 16 pid:1:0 $2:1:32 in:4:64 unused:1:$3
		enum color 4 RED:$4 BLUE:3
		struct - 8 x:1:0 $5:1:32
		struct mentioned $6 a:1:0
		typedef inner_t 4
		func_proto - 1 $2:$7
		func do_it 7 1
		func do_other 7 1
		typedef shade_t 11
		enum - 4 DARK:$4 LIGHT:2
		struct sized $6 a:1:0
	end
}
kernel_of old.btf gone 64 1 y 8 1
kernel_of new.btf came 96 2 z 12 2
cat >prog.bpf.c <<'end'
#include "vmlinux.h"
#define SEC(name) __attribute__((section(name), used))
struct mentioned;
SEC("?fentry/do_it")
int prog(struct foo *foo, inner_t *inner)
{
	return !(struct mentioned *)foo + foo->pid + foo->in.y + inner->x + RED + DARK + sizeof(struct sized) + FROM_FLAGS;
}
end
btfkit diff --for prog.bpf.c old.btf new.btf -- -DFROM_FLAGS=1
echo "=> $?"
echo '== for the new kernel'
sed -i 's/in\.y/came/' prog.bpf.c
btfkit diff --fo prog.bpf.c --kind struct old.btf new.btf -- -DFROM_FLAGS=1
echo "=> $?"
echo '== for neither'
btfkit diff --for prog.bpf.c old.btf new.btf
echo "=> $?"
echo 'int none;' >none.c
btfkit diff --for none.c old.btf new.btf --
echo "=> $?"
: >empty.c
btfkit diff --for empty.c old.btf new.btf
echo "=> $?"
