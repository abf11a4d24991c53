# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# bool, false and true: a typedef and constants in C11, the keywords in C23 and C++, the macros of
# <stdbool.h> where it came first.
"$FIXTURES/../tests/mkbtf" bool.btf <<-end
	int _Bool 1 8:4
	typedef bool 1
	enum - 4 false:0 true:1
	struct flags 2 on:2:0 off:1:8
end
# The declarations, without what stands around them
body() {
	btfkit header "$@" | sed -n '/attribute push/,/attribute pop/p' | sed '1,3d' | head -n -3
}
body bool.btf || exit
btfkit header -o vmlinux.h bool.btf || exit
cat >use.c <<-end
	#ifdef BEFORE
	#include <stdbool.h>
	#endif
	#include "vmlinux.h"
	#ifdef AFTER
	#include <stdbool.h>
	#endif
	bool on(const struct flags *flags) { return flags->on == true && flags->off != false; }
end
for options in -std=gnu11 -std=gnu2x '-std=gnu11 -DBEFORE' '-std=gnu2x -DBEFORE' '-std=gnu11 -DAFTER'; do
	# shellcheck disable=SC2086 # words of one string
	gcc $options -Wall -Werror -c use.c -o /dev/null
	echo "$options: $?"
done
