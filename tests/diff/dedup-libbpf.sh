# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Against libbpf's deduplication: no more types than it leaves, and the same ones, or for reasons that are
# known; the kernel loads what is left, and clang compiles its header. `btf_tool same` is the judge, which
# knows nothing of either.
if ! gcc "$FIXTURES/../scripts/libbpf_merge.c" -o libbpf -lbpf 2>/dev/null; then
	echo 'skip libbpf: it cannot be compiled with'
	exit
fi

# What is in one of two results alone, where nothing it refers to is the reason: "1 FWD 'name'"
reasons() {
	sed -n 's/^only \([12]\) \[[0-9]*\] \(.*\) 0$/\1 \2/p' judged | sort -u
}

# $2: the reasons expected, lines; then the sources, raw BTF or objects
compare() {
	local what=$1 expected=$2 ours theirs
	shift 2
	if ! ./libbpf merge theirs.btf "$@"; then
		echo "skip $what: libbpf does not merge it"
		return
	fi
	if ! btfkit dedup -q -o ours.btf "$@"; then
		echo "not ok $what: not merged"
		return
	fi
	"$BUILD/tests/btf_tool" same ours.btf theirs.btf >judged
	read -r _ _ ours twice _ < <(grep '^total 1' judged)
	read -r _ _ theirs _ < <(grep '^total 2' judged)
	if [ "${twice:-1}" -ne 0 ]; then
		echo "not ok $what: $twice types are left twice"
	elif [ -z "$expected" ] && [ "$ours" -gt "$theirs" ]; then
		echo "not ok $what: $ours types, libbpf leaves $theirs"
	else
		echo "ok $what: types"
	fi
	if [ "$(reasons)" = "$expected" ]; then
		echo "ok $what: what differs"
	else
		echo "not ok $what: what differs: $(reasons | head -n 5)"
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
compare 'a kernel and its renumbered copies' '' kernel.btf kernel-1.btf kernel-2.btf kernel-3.btf
compare 'a kernel' '' kernel.btf

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
	compare 'compiled objects' '' unit?.o
	# gcc 12 leaves a number behind in each FWD, for which libbpf takes them for different
	for n in 1 2 3 4 5 6; do
		btfkit dedup -q -o "unit$n.btf" "unit$n.o"
	done
	compare 'compiled objects without stray numbers' '' unit?.btf
	if [ "$(sed -n 's/^total 2 \([0-9]*\) .*/\1/p' judged)" = "$(sed -n 's/^total 1 \([0-9]*\) .*/\1/p' judged)" ]; then
		echo 'ok compiled objects without stray numbers: as many'
	else
		echo "not ok compiled objects without stray numbers: $(grep ^total judged)"
	fi
else
	echo 'skip compiled objects: gcc has no -gbtf'
fi

mkbtf=$FIXTURES/../tests/mkbtf
# A FWD that may mean either of two: libbpf takes the struct that leads to it for one of theirs
for member in count flags; do
	"$mkbtf" $member.btf <<-end
		int int 4 32:1
		struct page 4 $member:1:0
		struct user 8 page:4:0
		ptr - 2
	end
done
"$mkbtf" user.btf <<-end
	fwd page 0
	ptr - 1
	struct user 8 page:2:0
end
compare 'a FWD that may mean either' "1 FWD 'page'" count.btf flags.btf user.btf

# Two enumerations without names have nothing to do with each other, whichever is empty
"$mkbtf" full.btf <<-end
	enum - 4 RED:1
	typedef color 1
end
"$mkbtf" empty.btf <<-end
	enum - 4
	typedef nothing 1
end
compare 'an empty enumeration without a name' "1 ENUM ''" full.btf empty.btf

"$mkbtf" a.btf <<-end
	ptr - 3
	int int 4 32:1
	struct node 16 next:1:0 value:2:64
	fwd owner 0
	ptr - 4
	func_proto - 2 n:1 o:5
	func count 6 0
end
"$mkbtf" b.btf <<-end
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

# Objects of clang's. The loader fills in what DATASECs say, so these have none.
for n in 1 2 3; do
	cat >"program$n.c" <<-end
		typedef unsigned int u32;
		struct hidden;
		struct item { struct item *next; struct hidden *hidden; enum { FIRST, LAST = 1LL << 40 } place; u32 bits : 3; };
		$([ $n -ne 2 ] || echo 'struct hidden { volatile long count; const struct item *items[4]; };')
		struct own$n { struct item item; union { int number; void *pointer; }; float ratio; };
		static __attribute__((noinline)) int walk$n(const struct own$n *own, int (*step)(struct item *)) {
			return own->item.bits + own->number + (step != 0); }
		__attribute__((section("socket"))) int program$n(struct own$n *context) { return walk$n(context, 0); }
	end
	clang -target bpf -O2 -g -c "program$n.c" 2>/dev/null
done
if [ -e program3.o ]; then
	compare "clang's objects" '' program?.o
	btfkit dedup -q -o one.btf program1.o
	load "clang's objects, merged" ours.btf one.btf
	btfkit dedup -q --sort -o sorted.btf program?.o
	load "clang's objects, merged and sorted" sorted.btf one.btf
else
	echo "skip clang's objects: no clang that compiles for BPF"
fi
if [ -r /sys/kernel/btf/vmlinux ]; then
	btfkit dedup -q -o again.btf /sys/kernel/btf/vmlinux
	load 'the running kernel, once more' again.btf /sys/kernel/btf/vmlinux
	btfkit dedup -q --sort -o sorted.btf /sys/kernel/btf/vmlinux
	load 'the running kernel, sorted' sorted.btf /sys/kernel/btf/vmlinux
	"$BUILD/tests/btf_tool" same again.btf sorted.btf >judged
	if [ "$(grep -c '^total [12] [0-9]* 0 0$' judged)" -eq 2 ]; then
		echo 'ok the running kernel, sorted: the same types'
	else
		echo "not ok the running kernel, sorted: $(head -n 1 judged)"
	fi
else
	echo 'skip the running kernel: it has no BTF'
fi
