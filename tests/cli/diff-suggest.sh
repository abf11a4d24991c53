# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --suggest: flavors and readers for every sort of change, which compile with either kernel's vmlinux.h.
mkbtf=$FIXTURES/../tests/mkbtf
# what libbpf's headers need, and what both kernels have
common() {
	cat <<-end
		int int 4 32:1
		int uint 4 32
		int ulong 8 64
		int char 1 8:3
		int u8 1 8
		int s8 1 8:1
		int u16 2 16
		int s16 2 16:1
		typedef __u8 5
		typedef __s8 6
		typedef __u16 7
		typedef __s16 8
		typedef __u32 2
		typedef __u64 3
		typedef __s32 1
		typedef __be16 7
		typedef __be32 2
		typedef __wsum 2
		typedef __s64 3
		struct both 8 a:1:0 b:1:32
		array - 0 1:1:2
		array - 0 1:1:4
		fwd far 0
		ptr - 23
		ptr - 20
		ptr - 1
		enum both_enum 4 ONE:1
	end
}
{
	common
	cat <<-end
		struct - 8 x:1:0 y:1:32
		enum color 4 RED:0 BLUE:1 GREEN:2 OLD:7 TAIL_:9
		struct,1 foo 64 number:1:0:0 pointer:26:64:0 in:28:128:0 state:2:192:0 array:21:256:0 color:29:320:0 bits:2:352:3 moved:1:384:0 odd<u8>:1:416:0 part:20:448:0
		func_proto - 1 x:1 far:24
		func call 31 1
		func special 31 1
		decl_tag bpf_kfunc 33 -1
		struct went 4 a:1:0
		struct turned 4 a:1:0
		typedef name 28
		typedef number 2
		typedef lost 1
		var counter 1 1
		struct ends_ 4 a:1:0
		enum small 1 A:1
		struct resized 8 a:1:0
		func_proto - 1 x:1
		func alike 44 1
		decl_tag bpf_kfunc 45 -1
	end
} | "$mkbtf" old.btf
{
	common
	cat <<-end
		struct - 8 x:1:0 z:1:32
		enum,1 color 4 RED:0 BLUE:2 GREEN:1 NEW:7 NEGATIVE:-5
		struct,1 foo 80 number:3:0:0 pointer:25:64:0 x:1:128:0 y:1:160:0 __state:3:192:0 array:22:256:0 color:1:416:0 bits:2:448:5 moved:1:480:0 more:26:512:0 far:24:576:0
		func_proto - 1 x:3 -:20
		func call 31 1
		func_proto - 0 x:3 x:25
		func special 33 1
		decl_tag bpf_kfunc 34 -1
		union turned 4 a:1:0
		typedef name 28
		typedef number 3
		struct ends_ 4 b:2:0
		enum small 1 A:2
		struct resized 16 a:1:0
		enum64 came 8 HUGE:1099511627776
		float float 4
		struct real 8 f:43:0 g:20:32 h:26:0
		func_proto - 1 x:3
		func alike 45 1
		decl_tag bpf_kfunc 46 -1
	end
} | "$mkbtf" new.btf
btfkit diff --suggest '*' old.btf new.btf >suggested.h
echo "=> $?"
cat suggested.h
btfkit diff --suggest foo --suggest 'enum color' --impact breaking old.btf new.btf | grep '^/\* ----'
btfkit diff --suggest both old.btf new.btf
echo "=> $?"

cat >prog.bpf.c <<'end'
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "suggested.h"
int use(void *p)
{
	return foo__number(p) + foo__color(p) + color__NEW() + (long)foo__more(p, 0) + name__z(p);
}
end
for kernel in old new; do
	btfkit header -o vmlinux.h "$kernel.btf"
	clang -target bpf -D__TARGET_ARCH_x86 -O2 -g -Wall -Werror -I. -c prog.bpf.c -o prog.o &&
		echo "compiles for $kernel: $(btfkit dump --ext --json prog.o | jq '.core_relo | length') relocations"
done

echo '== a kernel of 32 bits, and one of 64'
narrow() {
	"$mkbtf" "$1" <<-end
		int int 4 32:1
		int long $2 $((8 * $2))
		ptr - 1
		ptr - 2
		struct foo $((2 * $2)) p:$3:0 n:2:$((8 * $2)) $4:3:$((16 * $2))
	end
}
narrow old32.btf 4 3 went
narrow new64.btf 8 4 came_here
btfkit diff --suggest foo old32.btf new64.btf | grep -A 7 '^static'
