# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Names that are no identifiers in C, or keywords of C, C23 or C++.
"$FIXTURES/../tests/mkbtf" names.btf <<-end
	int int 4 32:1
	struct Option<u8> 12 some.value:1:0 0:1:32 default:1:64
	struct while 4 class:1:0
	struct class 16 new:1:0 bool:1:32 not:1:64 true:1:96
	enum constexpr 4 try:1 nullptr:2
	typedef wchar_t 1
end
btfkit header names.btf >names.h || exit
grep -A 3 -e '^#define [a-z]' -e '^#define BTFKIT_NAME' names.h
sed -n '/attribute push/,/attribute pop/p' names.h | grep -v __cplusplus
for std in gnu11 gnu2x; do
	gcc -std=$std -Wall -Werror -fsyntax-only -xc names.h || exit
done
g++ --version >/dev/null 2>&1 || exit 0
g++ -Wall -Wno-unknown-pragmas -Werror -fsyntax-only -xc++ names.h
