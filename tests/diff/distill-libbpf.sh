# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Distilled bases: what is put back onto the kernel it was made of has the types it had; libbpf, which can
# do both from 1.5 on, puts btfkit's onto a kernel, and btfkit puts libbpf's.
same=$BUILD/tests/btf_tool
printf 'int i;\n' | gcc -xc -c - -o empty.o
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >kernel.btf
if ! gcc "$FIXTURES/../scripts/libbpf_merge.c" -o libbpf -lbpf -ldl 2>/dev/null; then
	echo 'skip libbpf: it cannot be compiled with'
fi

# Split BTF that refers to every $1th type of the kernel that is of one of these kinds, from $2 on. Names
# that the kernel has twice cannot be found again.
named='INT|FLOAT|STRUCT|UNION|ENUM|ENUM64'
btfkit dump kernel.btf >types
module() {
	awk -v step="$1" -v from="$2" -v kinds="^($3)\$" -v own="$(($(grep -c '^\[' types) + 1))" '
		NR == FNR {
			count[$2 $3] += /^\[/
			next
		}
		/^\[/ && $2 ~ kinds && ($3 == "\47(anon)\47" || count[$2 $3] == 1) {
			if (seen++ % step != from)
				next
			type = substr($1, 2, length($1) - 2)
			print "ptr - " type
			print "struct own" type " 16 pointer:" own ":0"
			own += 2
			size = 0
			if (match($0, /size=[0-9]+/))
				size = substr($0, RSTART + 5, RLENGTH - 5)
			if ($2 ~ /^(INT|STRUCT|UNION|ENUM|ENUM64)$/ && size) {
				print "struct holder" type " " size " held:" type ":0"
				own++
			}
		}' types types | "$FIXTURES/../tests/mkbtf" -s kernel.btf "$4"
}

# Whether $2 and $3, split BTF on the kernel, hold the same types. libbpf leaves those twice that the
# distilled BTF had to repeat, pointers mostly.
judge() {
	"$same" same "$2" "$3" kernel.btf >judged || {
		echo "not ok $1: not read"
		return
	}
	if grep -q ^only judged; then
		echo "not ok $1: $(grep ^only judged | head -n 3 | tr '\n' ' ')"
	elif grep -q '^total 2 .* 0$' judged; then
		echo "ok $1"
	else
		echo "not ok $1: no judgement"
	fi
}

# $2 with $2.base, put onto the kernel by btfkit: to $3
put_back() {
	objcopy --add-section .BTF="$2" --add-section .BTF.base="$2.base" empty.o moved.ko &&
		btfkit dedup -q --base kernel.btf -o "$3" moved.ko || echo "not ok $1: not put back"
}

for step in 40 400 4000; do
	what="every ${step}th type"
	kinds=$named
	[ $step -eq 40 ] || kinds="$named|FWD|TYPEDEF|PTR|ARRAY|CONST|VOLATILE|FUNC_PROTO"
	module $step $((step / 3)) "$kinds" module.btf
	btfkit dedup -q --base kernel.btf -o plain.btf module.btf
	btfkit dedup -q --base kernel.btf --distill -o ours.btf module.btf || echo "not ok $what: not distilled"
	put_back "$what" ours.btf again.btf
	judge "$what: distilled and put back" plain.btf again.btf

	[ -e libbpf ] || continue
	./libbpf distill theirs.btf kernel.btf plain.btf
	case $? in
	0) ;;
	3)
		echo "skip $what: this libbpf cannot distill; 1.5 could"
		continue
		;;
	*)
		echo "not ok $what: libbpf does not distill"
		continue
		;;
	esac
	put_back "$what" theirs.btf again.btf
	judge "$what: distilled by libbpf, put back by btfkit" plain.btf again.btf
	if ./libbpf relocate moved.btf kernel.btf ours.btf; then
		judge "$what: distilled by btfkit, put back by libbpf" plain.btf moved.btf
	else
		echo "not ok $what: libbpf does not put back what btfkit distilled"
	fi
done
