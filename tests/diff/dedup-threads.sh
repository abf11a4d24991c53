# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What is deduplicated in threads is the same as without, to the last byte: a kernel's types many times over,
# which is large enough for threads, and with what another kernel has in between.
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >kernel.btf
"$BUILD/tests/btf_tool" repeat 6 kernel.btf repeated.btf
"$BUILD/tests/btf_tool" renumber 1 kernel.btf renumbered.btf

# The name $1, then the sources
same() {
	local what=$1 jobs
	shift
	btfkit dedup -q -j 1 -o one.btf "$@"
	for jobs in 2 3 8; do
		btfkit dedup -q -j $jobs -o many.btf "$@"
		if cmp -s one.btf many.btf; then
			echo "ok $what: $jobs threads"
		else
			echo "not ok $what: $jobs threads come to something else"
		fi
	done
}

same 'a kernel six times' repeated.btf
same 'and renumbered' repeated.btf renumbered.btf
same 'sorted' --sort renumbered.btf repeated.btf
same 'on a base' --base kernel.btf repeated.btf
