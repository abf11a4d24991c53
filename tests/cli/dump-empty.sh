# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# BTF that is a header and no types, as modules have it: with a base, without one, in ELF.
printf '\x9f\xeb\x01\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >header.btf
printf '\xeb\x9f\x01\0\0\0\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0' >string.btf
"$FIXTURES/../tests/mkbtf" kernel.btf <<<'int int 4 32:1'
for file in header string; do
	btfkit dump $file.btf || exit
	btfkit dump --base kernel.btf $file.btf || exit
	btfkit dump -q --base kernel.btf --json $file.btf || exit
	btfkit header -q $file.btf >$file.h && gcc -Wall -Werror -fsyntax-only -xc $file.h || exit
done
btfkit dump -v --base kernel.btf header.btf
if command -v objcopy >/dev/null; then
	printf 'int i;\n' | gcc -xc -c - -o empty.o
	objcopy --add-section .BTF=header.btf --add-section .BTF.base=kernel.btf empty.o module.ko
	btfkit dump -q --base kernel.btf module.ko && btfkit dump -q module.ko
fi
echo 'cut off, and with types that need a base'
head -c 23 header.btf >cut.btf
btfkit dump cut.btf
printf '\x9f\xeb\x01\0\x18\0\0\0\0\0\0\0\x0c\0\0\0\x0c\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0' >types.btf
btfkit dump types.btf
