# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The comment at the top says what the header was made of, not where or when; its digest is that of the
# declarations. Where the bytes tell the kernel, it names it, and so it does with the running one.
mkdir a b
"$FIXTURES/../tests/mkbtf" a/one.btf <<<'int int 4 32:1'
cp a/one.btf b/two.btf
btfkit header a/one.btf | cmp - <(btfkit header b/two.btf) || exit
btfkit header a/one.btf | sed '/^#/,$d; s/digest: [0-9a-f]\{32\} /digest: N /'
kernel() {
	echo "$1: $(btfkit header "$1" | sed -n 's/^ \* kernel: //p')"
}
"$FIXTURES/../tests/mkimage" bzimage a/one.btf bzimage
"$FIXTURES/../tests/mkimage" arm64 a/one.btf arm64
"$FIXTURES/../tests/mkimage" s390 a/one.btf s390
kernel bzimage
kernel arm64
kernel s390
[ -r /sys/kernel/btf/vmlinux ] || exit 0
btfkit header | sed -n 's/^ \* kernel: //p' | cmp - <(uname -rm)
