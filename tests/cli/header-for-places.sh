# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Wherever a program includes vmlinux.h, it gets the header in memory: a file of that name is not read.
"$FIXTURES/../tests/mkbtf" types.btf <<-end
	int int 4 32:1
	struct leaf 4 value:1:0
	struct other 4 value:1:0
	enum color 4 RED:1
	typedef number 1
end
mkdir -p src include/arch elsewhere
try() {
	echo "== $1"
	btfkit header "${@:2}" | sed -n '/^struct .*{$/p; /^enum .*{$/p; /^typedef/p' || true
}
program() { printf '#include %s\nint f(struct leaf *l) { return l->value; }\n' "$1"; }

program '"vmlinux.h"' >src/plain.bpf.c
try 'beside, not there' --for src/plain.bpf.c types.btf
echo 'struct leaf { int stale; };' | tee src/vmlinux.h elsewhere/vmlinux.h >vmlinux.h
try 'beside, stale' --for src/plain.bpf.c types.btf
program '"../vmlinux.h"' >src/above.bpf.c
try 'above, stale' --for src/above.bpf.c types.btf
rm vmlinux.h
try 'above, not there' --for src/above.bpf.c types.btf
program '<arch/vmlinux.h>' >src/arch.bpf.c
try 'under a directory, not there' --for src/arch.bpf.c types.btf
echo '#error stale' >include/arch/vmlinux.h
try 'under a directory, stale' --for src/arch.bpf.c types.btf -- -Iinclude
echo '#include "vmlinux.h"' >elsewhere/common.h
program '"common.h"' >src/common.bpf.c
try 'beside a header of the program' --for src/common.bpf.c types.btf -- -Ielsewhere
try 'on the command line' --for src/common.bpf.c types.btf -- -Ielsewhere -include elsewhere/vmlinux.h
printf '#include <stdbool.h>\n#include <stddef.h>\n#include <stdarg.h>\n#include "vmlinux.h"\nint own[] = { false, sizeof(size_t) };\n%s' "$(program x | tail -n 1)" >src/own.bpf.c
try "the compiler's own headers" --for src/own.bpf.c types.btf

printf '#include "vmlinux.h"\nint g(struct other *o) { return o->value + RED; }\n' >src/other.bpf.c
try 'two programs, and what either needs' --for src/plain.bpf.c --for src/other.bpf.c types.btf
printf '#include "vmlinux.h"\nint h(void) { return _Generic(1, number: 1, struct other *: 2); }\n' >src/generic.bpf.c
try 'types that are matched with' --for src/generic.bpf.c types.btf

echo "== errors"
echo 'int f(void) { return 0; }' >src/without.bpf.c
btfkit header --for src/without.bpf.c -o out.h types.btf || echo "$?"
try 'one without, one with' --for src/without.bpf.c --for src/plain.bpf.c types.btf
printf '#include "vmlinux.h"\n#include "missing.h"\nint f(struct nothing *n) { return n->value; }\n' >src/bad.bpf.c
btfkit header --for src/plain.bpf.c --for src/bad.bpf.c -o out.h types.btf || echo "$?"
btfkit header --for src/plain.bpf.c -o out.h types.btf -- --no-such-flag 2>/dev/null || echo "$?"
btfkit header --for src -o out.h types.btf || echo "$?"
head -c 100000 /dev/urandom | tr -d '\0' >src/noise.bpf.c
btfkit header --for src/noise.bpf.c -o out.h types.btf 2>/dev/null || echo "$?"
[ ! -e out.h ]
