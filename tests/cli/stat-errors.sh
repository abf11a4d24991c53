# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What stat does not take: wrong options, BTF that is cut or that belongs to a base.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" kernel.btf <<-end
	int int 4 32:1
end
"$mkbtf" -s kernel.btf module.btf <<-end
	struct state 4 a:1:0
end
try() {
	btfkit stat "$@" >out 2>err
	echo "$* => $?, $(wc -c <out) bytes, $(cat err)"
}
try kernel.btf module.btf
for top in '' -1 +1 5x 4294967296 18446744073709551616; do try --top "$top" kernel.btf; done
try --top
try nowhere
try module.btf
head -c 30 kernel.btf >cut.btf
try cut.btf
"$mkbtf" loop.btf <<-end
	typedef t 1
end
try loop.btf
try -o /nowhere/out kernel.btf
try --loaded kernel.btf
try --loaded --top 3
try --loaded --base kernel.btf
