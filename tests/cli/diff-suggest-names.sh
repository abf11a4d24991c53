# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --suggest: names that C does not take, that would end a comment, or that are taken already.
mkbtf=$FIXTURES/../tests/mkbtf
kernel() {
	"$mkbtf" "$1" <<-end
		int int 4 32:1
		ptr - 1
		struct */int_broken;/* 8 a:1:0 b:$2:32
		struct int 8 a:1:0 b:$2:32
		struct class 8 a:1:0 b:$2:32
		struct flavored___already 8 a:1:0 b:$2:32
		struct names 64 */x:$2:0 if:$2:64 a-b:$2:128 new:$2:192 $(printf 'nl\001\033[31m'):$2:256 :13:320 in:13:384
		typedef t___x $2
		enum */e 4 V:$3
		enum words 4 */V:$3 int:$3 FINE:$3 V___x:$3
		func_proto - 1 if:$2 */p:1 ctx:1 same:1 same:1
		func call 11 1
		struct - 16 x:$2:0 x:$2:64
		struct both 16 a_b:$2:0 a:15:64
		struct - 8 b:$2:0
		struct twice 8 a:$2:0
		struct twice 16 a:1:0 c:$2:64
	end
}
kernel old.btf 1 1
mkdir 'new*'
kernel $'new*/\001.btf' 2 2
btfkit diff --suggest '*' old.btf $'new*/\001.btf' >suggested.h
echo "=> $?"
cat suggested.h
grep -c $'[\001-\010\013-\037]' suggested.h
{
	echo '#define SEC(name) __attribute__((section(name), used))'
	echo '#define __always_inline inline __attribute__((always_inline))'
	echo '#define BPF_PROG(name, ...) name(unsigned long long *ctx, ##__VA_ARGS__)'
	for macro in field_exists field_size type_exists enum_value enum_value_exists; do
		echo "#define bpf_core_$macro(...) 1"
	done
	echo '#define BPF_CORE_READ(p, member) (p)->member'
	echo '#define BPF_CORE_READ_BITFIELD_PROBED(p, member) (p)->member'
	echo 'struct both; struct names; struct twice; struct class;'
	cat suggested.h
} >all.c
clang -target bpf -Wall -Wno-unused -Werror -fsyntax-only all.c && echo 'it compiles'
