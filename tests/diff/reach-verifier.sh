# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Programs with guards of every sort (fixtures/src/guard_*.bpf.c), by several compilers and optimisations:
# whether the running kernel's verifier comes to an unresolved instruction, and whether we say so.
if [ ! -r /sys/kernel/btf/vmlinux ]; then
	echo 'skip running kernel: no /sys/kernel/btf/vmlinux'
	exit
fi
if [ "$(id -u)" -ne 0 ]; then
	echo 'skip running kernel: only root may load programs'
	exit
fi
if ! ${CC:-cc} -o load "$FIXTURES/../tests/load_programs.c" -lbpf 2>/dev/null; then
	echo 'skip running kernel: no libbpf to build a loader with'
	exit
fi
sources=$FIXTURES/src
release=$(uname -r)
clang -target bpf -O2 -g -c "$sources/guard_plain.bpf.c" -o probe.o 2>/dev/null
if ! ./load probe.o 2>/dev/null | grep -q ' accepted$'; then
	echo 'skip running kernel: it loads no programs'
	exit
fi

# Compiles the source $1 with the rest as compiler and flags, and compares the verdicts
agree() {
	local source=$1 name=${1##*/}
	shift
	name="${name%.bpf.c}, $*"
	if ! "$@" -target bpf -g -c "$source" -o guard.o 2>/dev/null; then
		echo "skip $name: not compiled"
		return
	fi
	./load guard.o >wanted
	"$BUILD/tests/btf_tool" reach guard.o /sys/kernel/btf/vmlinux "$release" >got
	if diff wanted got >difference; then
		echo "ok $name"
	else
		echo "not ok $name: $(sed -n '2p;/^>/{p;q}' difference | tr '\n' ' ')"
	fi
}

for compiler in clang-14 clang-16 clang-19 clang-21 clang; do
	command -v $compiler >/dev/null || continue
	[ $compiler != clang ] || [ ! "${tried-}" ] || continue
	tried=1
	for flags in -O2 -O1 -Os '-O2 -mcpu=v3' '-O2 -mcpu=v2'; do
		for source in "$sources"/guard_*.bpf.c; do
			# shellcheck disable=SC2086 # several flags
			agree "$source" $compiler $flags
		done
	done
done
