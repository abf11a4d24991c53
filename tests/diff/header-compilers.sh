# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Whole kernels' headers before compilers: without a warning, and with every size and offset as BTF has it
# (--asserts). Also, two runs give the same bytes.
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >bundled.btf
kernels=(bundled.btf)
if [ -r /sys/kernel/btf/vmlinux ]; then
	kernels+=(/sys/kernel/btf/vmlinux)
else
	echo 'skip running kernel: no /sys/kernel/btf/vmlinux'
fi

compilers=(gcc)
if clang -print-targets 2>/dev/null | grep -q bpf; then
	compilers+=('clang -target bpfel' 'clang -target bpfeb')
else
	echo 'skip clang: none that knows BPF'
fi

# Compiles vmlinux.h with $1, which is said to be $2
compiles() {
	# shellcheck disable=SC2086 # words of one string
	if $1 -Wall -Werror -fsyntax-only -xc vmlinux.h >output 2>&1; then
		echo "ok $2"
	else
		echo "not ok $2: $(grep -c error: output) errors, such as $(grep -m 1 error: output | cut -c -200)"
	fi
}

for kernel in "${kernels[@]}"; do
	name="${kernel##*/}"
	if ! btfkit header --asserts -o vmlinux.h "$kernel"; then
		echo "not ok $name: no header"
		continue
	fi
	for compiler in "${compilers[@]}"; do
		for standard in gnu11 gnu2x; do
			compiles "$compiler -std=$standard" "$name, $compiler -std=$standard"
		done
	done

	# Freed and fresh memory is filled with something else each time
	MALLOC_PERTURB_=1 btfkit header -o one.h "$kernel"
	MALLOC_PERTURB_=165 btfkit header -o two.h "$kernel"
	if cmp one.h two.h >difference 2>&1; then
		echo "ok $name, the same bytes"
	else
		echo "not ok $name, the same bytes: $(<difference)"
	fi
done
