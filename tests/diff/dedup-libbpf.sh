# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Against libbpf's deduplication: no more types than it leaves, and the same ones; the kernel loads what
# is left, and clang compiles its header.
if ! gcc "$FIXTURES/../scripts/libbpf_merge.c" -o libbpf -lbpf 2>/dev/null; then
	echo 'skip libbpf: it cannot be compiled with'
	exit
fi

# How many types there are that can be merged at all
count() {
	btfkit dump "$1" | grep '^\[' | grep -vc '^\[[0-9]*\] \(VAR\|DATASEC\|DECL_TAG\)'
}

compare() {
	local what=$1 ours theirs both
	shift
	if ! ./libbpf merge theirs.btf "$@"; then
		echo "skip $what: libbpf does not merge it"
		return
	fi
	if ! btfkit dedup -q -o ours.btf "$@"; then
		echo "not ok $what: not merged"
		return
	fi
	ours=$(count ours.btf) theirs=$(count theirs.btf)
	if [ "$ours" -le "$theirs" ]; then
		echo "ok $what: types"
	else
		echo "not ok $what: $ours types, libbpf leaves $theirs"
	fi
	# what libbpf has left must be found in ours, type by type
	btfkit dedup -q -o both.btf ours.btf theirs.btf
	both=$(count both.btf)
	if [ "$both" -eq "$ours" ]; then
		echo "ok $what: the same types"
	else
		echo "not ok $what: $((both - ours)) types are not the same"
	fi
	if btfkit header -o ours.h ours.btf && clang -target bpf -w -fsyntax-only -xc ours.h; then
		echo "ok $what: its header compiles"
	else
		echo "not ok $what: its header does not compile"
	fi
}

# $2, which may be the result of merging $3, is loaded where the kernel would take $3
load() {
	if [ "$(id -u)" -ne 0 ] || ! ./libbpf load "$3"; then
		echo "skip $1: the kernel does not load it as it was, or not for this user"
	elif ./libbpf load "$2"; then
		echo "ok $1: loaded"
	else
		echo "not ok $1: the kernel refuses it"
	fi
}

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >kernel.btf
for seed in 1 2 3; do
	"$BUILD/tests/btf_tool" renumber $seed kernel.btf "kernel-$seed.btf"
done
compare 'a kernel and its renumbered copies' kernel.btf kernel-1.btf kernel-2.btf kernel-3.btf
compare 'a kernel' kernel.btf

for n in 1 2 3 4 5 6; do
	cat >"unit$n.c" <<-end
		#include <signal.h>
		#include <stdio.h>
		#include <sys/socket.h>
		#include <sys/stat.h>
		struct hidden;
		struct own$n { struct hidden *hidden; struct stat stat; struct own$n *next; };
		$([ $n -ne 3 ] || echo 'struct hidden { int x; struct sigaction action; };')
		int f$n(struct own$n *own, FILE *file) { return own->next && file $([ $n -ne 3 ] ||
		echo '&& own->hidden->x'); }
	end
	gcc -gbtf -c "unit$n.c" 2>/dev/null
done
if [ -e unit6.o ] && btfkit dump unit6.o >/dev/null 2>&1; then
	compare 'compiled objects' unit?.o
else
	echo 'skip compiled objects: gcc has no -gbtf'
fi

"$FIXTURES/../tests/mkbtf" a.btf <<-end
	ptr - 3
	int int 4 32:1
	struct node 16 next:1:0 value:2:64
	fwd owner 0
	ptr - 4
	func_proto - 2 n:1 o:5
	func count 6 0
end
"$FIXTURES/../tests/mkbtf" b.btf <<-end
	struct owner 16 first:2:0 count:4:64
	ptr - 3
	struct node 16 next:2:0 value:4:64
	int int 4 32:1
	enum color 4 RED:1
	array - 0 3:4:7
	const - 6
	typedef nodes 7
end
btfkit dedup -q -o merged.btf a.btf b.btf
load 'a merged BTF' merged.btf a.btf
btfkit dedup -q --sort -o merged.btf a.btf b.btf
load 'a sorted one' merged.btf b.btf
