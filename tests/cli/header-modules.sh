# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A kernel and modules: one header, in which what modules have otherwise than others is named after them.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct task 16 pid:1:0 next:3:64
	ptr - 2
	typedef count_t 1
	fwd adapter 0
	ptr - 5
	struct port 8 adapter:6:0
	enum state 4 IDLE:0
end
# cxgb3: an adapter; its own idea of a task; a type it shares with e1000, and constants
"$mkbtf" -s kernel.btf cxgb3.ko.btf <<-end
	struct adapter 4 cxgb:1:0
	ptr - 9
	struct card 16 adapter:10:0 port:12:64
	ptr - 7
	struct task 4 pid:1:0
	enum mode 4 SLOW:0 FAST:1
	fwd ring 0
	ptr - 15
	struct queue 8 ring:16:0
	enum - 4 LIMIT:8
end
"$mkbtf" -s kernel.btf e1000-e.btf <<-end
	struct adapter 8 e1000:1:0 more:1:32
	typedef count_t 11
	int long 8 64:1
	enum mode 4 SLOW:0 FAST:2
	struct ring 4 size:1:0
	ptr - 13
	struct queue 8 ring:14:0
	enum - 4 LIMIT:8
	enum state 4 IDLE:0 BUSY:1
end
top() { sed -n '2,/^ \*\/$/p' "$1" | sed '/btfkit:/d; /digest:/d'; }
types() { sed -n '/attribute push/,/attribute pop/p' "$1" | sed '1,2d' | head -n -2; }
btfkit header kernel.btf cxgb3.ko.btf e1000-e.btf -o all.h || exit
top all.h
types all.h
clang -target bpf -Wall -Werror -fsyntax-only -xc all.h && gcc -std=c11 -Wall -Werror -fsyntax-only -xc all.h

echo "== the order of sources, and how the base is named, change nothing"
btfkit header e1000-e.btf kernel.btf cxgb3.ko.btf | cmp - all.h
btfkit header --base kernel.btf e1000-e.btf cxgb3.ko.btf | cmp - all.h
cp cxgb3.ko.btf "cxgb3.btf"
btfkit header cxgb3.btf e1000-e.btf kernel.btf | cmp - all.h
echo "== a module alone has no rivals but the base"
btfkit header kernel.btf e1000-e.btf -o one.h && top one.h && grep -A 3 '^struct adapter' one.h

echo "== what the base has twice is called as without modules"
"$mkbtf" twice.btf <<-end
	int int 4 32:1
	struct slot 4 a:1:0
	struct slot 8 b:1:0 c:1:32
	ptr - 3
	struct bus 8 slot:4:0
end
"$mkbtf" -s twice.btf pci.btf <<-end
	struct slot 12 d:1:0 e:1:32 f:1:64
	ptr - 2
	struct many 32 a:7:0 b:7:64 c:7:128 d:7:192
end
btfkit header twice.btf pci.btf -o both.h
types both.h
btfkit header twice.btf | grep -A 2 '^struct slot'

echo "== trimmed"
btfkit header kernel.btf cxgb3.btf e1000-e.btf --type adapter___e1000_e -o trimmed.h
top trimmed.h
types trimmed.h
printf '#include "vmlinux.h"\nint f(struct card *c, struct task___cxgb3 *t) { return c->adapter->cxgb + t->pid + FAST___e1000_e; }\n' >p.bpf.c
btfkit header --for p.bpf.c kernel.btf cxgb3.btf e1000-e.btf -o vmlinux.h
top vmlinux.h
types vmlinux.h
clang -target bpf -O2 -g -c p.bpf.c -o p.o && btfkit dump --ext --json p.o | jq -r '.core_relo[].spec'
btfkit header --check --for p.bpf.c -o vmlinux.h cxgb3.btf kernel.btf e1000-e.btf && echo fresh

echo "== errors"
try() { btfkit header -o none.h "$@" || echo "$?"; }
try cxgb3.btf e1000-e.btf
try --base kernel.btf kernel.btf cxgb3.btf
try kernel.btf cxgb3.btf --type adaptor
try kernel.btf cxgb3.btf missing.btf
head -c 200 cxgb3.btf >cut.btf
try kernel.btf cut.btf e1000-e.btf
[ ! -e none.h ]
