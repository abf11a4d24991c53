# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# CO-RE relocations as corerelo/ resolves them, beside libbpf's own functions: verdict, values, instruction.
if [ ! -x "$BUILD/tests/core_compare" ]; then
	echo 'skip corerelo-libbpf: libbpf.a is not installed'
	exit
fi

# compare NAME KERNEL OBJECT...
compare() {
	local name=$1
	shift
	if "$BUILD/tests/core_compare" "$@" >told 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name: $(head -n 1 told)"
	fi
}

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >kernel.btf
kernels=(kernel.btf)
[ ! -r /sys/kernel/btf/vmlinux ] || kernels+=(/sys/kernel/btf/vmlinux)

# every kind on its own types, and on some that have moved
compare 'every kind, own types' "$FIXTURES/core_kinds.bpfel.o" "$FIXTURES/core_kinds.bpfel.o"
"$FIXTURES/../tests/mkbtf" moved.btf <<-end
	int u32 4 32
	int int 4 32:1
	int long 8 64:1
	array - 0 3:1:4
	struct inner 48 added:3:0 first:2:64 values:4:128
	array - 0 5:1:2
	struct,1 outer 256 level:2:61:7 flags:2:71:5 inner:5:128:0 several:6:512:0 number:3:1664:0
	enum color 4 RED:1 BLUE:9 GREEN:4294967293
	enum wide 4 WIDE:7
	struct outer 8 number:2:0
	typedef inner_t 2
end
compare 'every kind, moved types' moved.btf "$FIXTURES/core_kinds.bpfel.o"
compare 'every kind, own types, big-endian' "$FIXTURES/core_kinds.bpfeb.o" "$FIXTURES/core_kinds.bpfeb.o"
btfkit dedup -q --byte-order big moved.btf -o moved-big.btf
compare 'every kind, moved types, big-endian' moved-big.btf "$FIXTURES/core_kinds.bpfeb.o"

if ! command -v clang >clang.path; then
	echo 'skip programs: clang is not installed'
	exit
fi
btfkit header kernel.btf -o vmlinux.h
for source in "$FIXTURES"/src/header_*.bpf.c; do
	name=${source##*/}
	clang -target bpf -D__TARGET_ARCH_x86 -O2 -g -I. -c "$source" -o "${name%.c}.o" 2>errors || continue
	for kernel in "${kernels[@]}"; do
		compare "$name on $kernel" "$kernel" "${name%.c}.o"
	done
done
