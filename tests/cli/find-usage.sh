# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Wrong options and operands: exit 2, one line that says what is wrong.
cp "$FIXTURES/core_kinds.bpfel.o" a.o
try() {
	btfkit find "$@"
	echo "find $*: $?"
}
try
try --nope x a.o
try '' a.o
try 'struct ' a.o
try -E '(' a.o
try --in nonsense x a.o
try --in types, x a.o
try --kind nonsense x a.o
try --users
try --users '' a.o
try a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q a.o
try x /dev/null
