# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --asserts: each size and each offset that C can tell, through anonymous members, bitfields left out.
"$FIXTURES/../tests/mkbtf" types.btf <<-end
	int int 4 32:1
	struct,1 outer 16 a:1:0:0 -:3:32:0 bits:1:64:3 named:4:96:0
	union - 4 x:1:0 y:1:0
	struct - 4 z:1:0
	enum color 4 RED:1
	typedef int_t 1
	union either 4 i:1:0
end
btfkit header --asserts types.btf >with.h || exit
grep ^_Static_assert with.h
gcc -Wall -Werror -fsyntax-only -xc with.h || exit
echo 'broken, it is seen:'
sed 's/int a;/char a[5];/' with.h >broken.h
gcc -fsyntax-only -xc broken.h 2>&1 | grep -c 'static assertion failed'
# The digest is that of all declarations, so it differs; else the asserts are all that is added.
btfkit header types.btf | diff - with.h | sed -n 's/digest: [0-9a-f]*/digest: N/; /^</p'
