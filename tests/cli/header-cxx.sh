# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What C++ would take otherwise than C: empty records, and members called as a type or their record.
"$FIXTURES/../tests/mkbtf" types.btf <<-end
	int int 4 32:1
	typedef port_id 1
	struct port 12 port_id:2:0 designated:2:32 class:1:64
	struct empty 0
	struct holder 8 nothing:4:0 value:1:0 also:4:32 second:1:32
	struct irte 8 -:7:0 direct:1:32
	union - 4 irte:1:0 other:1:0
	struct direct 4 direct:1:0
end
btfkit header -o types.h types.btf
sed -n '/^struct/,/^};/p' types.h
btfkit dump --format c --type empty types.btf
cat >use.cpp <<-end
	#include "types.h"
	static_assert(sizeof(empty) == 0 && sizeof(holder) == 8, "as in C");
	static_assert(__builtin_offsetof(holder, second) == 4, "as in C");
	int f(port *p, irte *i, direct *d) { return p->port_id_ + p->class_ + i->irte_ + i->direct + d->direct; }
end
for c in g++ clang++; do
	$c --version >/dev/null 2>&1 || continue
	$c -Wall -Wno-unknown-pragmas -Werror -fsyntax-only use.cpp || echo "$c: $?"
done
