# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The comment at the top says what the header was made of, not where or when; its digest is that of the
# declarations. Of the running kernel it knows more.
mkdir a b
"$FIXTURES/../tests/mkbtf" a/one.btf <<<'int int 4 32:1'
cp a/one.btf b/two.btf
btfkit header a/one.btf | cmp - <(btfkit header b/two.btf) || exit
btfkit header a/one.btf | sed '/^#/,$d; s/digest: [0-9a-f]\{32\} /digest: N /'
[ -r /sys/kernel/btf/vmlinux ] || exit 0
btfkit header | sed -n 's/^ \* kernel: //p' | cmp - <(uname -rm)
