# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A kernel's header and back: clang compiles it for BPF with debug information, and the BTF that it makes
# of the header must tell of the same types as the kernel's: sizes, members with their bit offsets, widths
# and types, enumerators. What is compared is said in tests/unit/support/layouts.h. Also, kernels whose
# types have other ids and strings in another order give the same header, byte for byte.
tool="$BUILD/tests/btf_tool"

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >bundled.btf
kernels=(bundled.btf)
if [ -r /sys/kernel/btf/vmlinux ]; then
	kernels+=(/sys/kernel/btf/vmlinux)
else
	echo 'skip running kernel: no /sys/kernel/btf/vmlinux'
fi

# clang's time for BTF grows with the square of the types in a file
parts=8

# Compiles vmlinux.h with all types of $1 in use, in parts; the lines of all of them together are in `got`
round_trip() {
	local part
	# shellcheck disable=SC2094 # the word is no file
	"$tool" uses "$1" >uses
	rm -f part.*
	for ((part = 0; part < parts; part++)); do
		{
			echo '#include "vmlinux.h"'
			awk -v n=$parts -v part=$part 'NR % n == part' uses
		} >part.$part.c
	done
	printf '%s\n' part.*.c | xargs -P "$(nproc)" -I {} \
		clang -target bpf -std=gnu11 -g -DBPF_NO_PRESERVE_ACCESS_INDEX -c {} -o {}.o 2>output || return
	for ((part = 0; part < parts; part++)); do
		"$tool" layouts part.$part.c.o
	done | sort -u >got
}

for kernel in "${kernels[@]}"; do
	name=${kernel##*/}
	btfkit header -o vmlinux.h "$kernel" || continue

	if ! clang -print-targets 2>/dev/null | grep -q bpf; then
		echo "skip $name, round trip: no clang that knows BPF"
	elif ! round_trip "$kernel"; then
		echo "not ok $name, round trip: $(grep -m 1 error: output)"
	else
		"$tool" layouts "$kernel" | sort -u >wanted
		comm -23 wanted got >missing
		if [ -s missing ] || [ "$(wc -l <wanted)" -lt 10000 ]; then
			echo "not ok $name, round trip: $(wc -l <missing) of $(wc -l <wanted) lines, such as $(head -n 1 missing)"
		else
			echo "ok $name, round trip of $(wc -l <wanted) lines"
		fi
	fi

	# BTF before ENUM64 keeps only half of a constant, so the compiler itself is asked
	{
		echo '#include "vmlinux.h"'
		"$tool" constants "$kernel"
	} >constants.c
	if gcc -std=gnu11 -fsyntax-only constants.c >output 2>&1; then
		echo "ok $name, $(grep -c assert constants.c) constants"
	else
		echo "not ok $name, constants: $(grep -m 1 error: output)"
	fi

	for seed in 1 2; do
		"$tool" renumber $seed "$kernel" other.btf && btfkit header -o other.h other.btf
		# the first lines may name the kernel's release
		if cmp <(sed 1,/digest:/d vmlinux.h) <(sed 1,/digest:/d other.h) >difference 2>&1; then
			echo "ok $name, renumbered ($seed)"
		else
			echo "not ok $name, renumbered ($seed): $(<difference)"
		fi
	done
done
