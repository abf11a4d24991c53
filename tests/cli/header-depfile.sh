# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --depfile: what a header was made of, as make reads it.
unset MAKEFLAGS MFLAGS MAKELEVEL # of the make that runs the tests
mkdir 'a b'
printf '#pragma once\n#include "nested.h"\n' >'a b/own$.h'
echo 'typedef int nested;' >'a b/nested.h'
printf '#include "vmlinux.h"\n#include "own$.h"\n#include "own$.h"\nint f(struct leaf *l) { return l->value; }\n' >'p#.bpf.c'
"$FIXTURES/../tests/mkbtf" types.btf <<-end
	int int 4 32:1
	struct leaf 4 value:1:0
end
echo "== of programs"
btfkit header --for 'p#.bpf.c' -o 'vmlinux.h' --depfile vmlinux.d types.btf -- '-Ia b'
cat vmlinux.d
cat >Makefile <<'end'
made: vmlinux.h
	@echo made
vmlinux.h:
	@echo header
-include vmlinux.d
end
sleep 0.01 && touch vmlinux.h made
echo "== make: nothing to do, then a header of the program's, then one that is gone"
make -s
sleep 0.01 && touch 'a b/nested.h'
make -s
rm 'a b/nested.h'
make -s
echo "== of an object, of a name"
btfkit header --for "$FIXTURES/core_kinds.bpfel.o" -o o.h --depfile o.d "$FIXTURES/core_kinds.bpfel.o"
sed -n '/^$/q; p' o.d
btfkit header --type leaf -o l.h --depfile - types.btf
echo "== errors"
btfkit header --depfile x.d types.btf || echo "$?"
btfkit header --type nothing --depfile x.d -o x.h types.btf || echo "$?"
btfkit header --depfile nowhere/x.d -o y.h types.btf || echo "$?"
ls x.*
