# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Several machines: a header for each, and a vmlinux.h that picks by __TARGET_ARCH_*.
mkbtf=$FIXTURES/../tests/mkbtf
kernel() {
	"$mkbtf" "$1" <<-end
		int long 8 64:1
		struct pt_regs 16 $2:1:0 ip:1:64
		struct task 8 $3:1:0
	end
}
kernel x86.btf orig_ax pid
kernel arm64.btf orig_x0 pid
kernel arm64-old.btf orig_x0 old_pid
"$mkbtf" unknown.btf <<<'int long 8 64:1'
"$mkbtf" -s arm64.btf module.btf <<<'struct mine 8 value:1:0'
body() { grep -v '^$' "$1" | sed -n '/attribute push/,/attribute pop/p' | sed '1,2d' | head -n -2; }

btfkit header --arch x86=x86.btf --arch arm64=arm64.btf -o include || exit
ls include
cat include/vmlinux.h
body include/vmlinux_arm64.h
printf '#include "vmlinux.h"\nlong f(struct pt_regs *r, struct task *t)\n{\n#ifdef __TARGET_ARCH_x86\nreturn r->orig_ax;\n#else\nreturn t->pid;\n#endif\n}\n' >p.bpf.c
for arch in x86 arm64; do
	clang -target bpf -Wall -Werror "-D__TARGET_ARCH_$arch" -Iinclude -O2 -g -c p.bpf.c -o $arch.o || exit
	btfkit dump --ext --json $arch.o | jq -r '.core_relo[].spec'
done
clang -target bpf -Iinclude -fsyntax-only p.bpf.c 2>&1 | grep error:

echo "== trimmed, each to what it needs of the program"
btfkit header --arch x86=x86.btf --arch arm64=arm64.btf --for p.bpf.c --depfile d -o include && cat d
body include/vmlinux_x86.h
body include/vmlinux_arm64.h
btfkit header --check --arch arm64=arm64.btf --arch x86=x86.btf --for p.bpf.c -o include && echo fresh
echo '// stale' >>include/vmlinux_x86.h
btfkit header --check --arch arm64=arm64.btf --arch x86=x86.btf --for p.bpf.c -o include || echo $?
btfkit header --check --arch arm64=arm64.btf -o elsewhere | head -n 4
echo "== a kernel and a module, two kernels"
cp arm64.btf linux-6.12.btf && cp arm64-old.btf linux-6.1.btf
btfkit header --arch arm64=arm64.btf --arch arm64=module.btf --arch x86=x86.btf -o more && body more/vmlinux_arm64.h | grep mine
btfkit header --arch arm64=linux-6.1.btf --arch arm64=linux-6.12.btf -o union && body union/vmlinux_arm64.h

echo "== errors"
try() { btfkit header "$@" || echo "$?"; }
try --arch x86=arm64.btf -o none
try --arch x86=x86.btf --arch arm64=missing.btf -o none
try --arch x86=x86.btf --arch arm64=arm64.btf
try --arch x86=x86.btf -o none arm64.btf
try --arch amd64=x86.btf -o none
try --arch aarch64=x86.btf -o none
try --arch x86 -o none
try --arch sparc64=x86.btf -o none
try --arch x86=x86.btf -o x86.btf
try --arch x86=x86.btf -o missing/directory
try --arch arm64=arm64.btf --arch x86=x86.btf --type mine -o none
try --arch x86=unknown.btf --for p.bpf.c -o none -- -D__TARGET_ARCH_x86
try --arch x86=x86.btf --arch arm64=x86.btf --for p.bpf.c -o none
ls -d none* x86.btf*
