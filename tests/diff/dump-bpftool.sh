# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Raw and JSON dumps, byte for byte, against bpftool's.
#
# What is known to differ is made alike before: in JSON, ours has a schema and kind_flags, and bpftool
# (7.8, and those before it) takes enumerators of 4 bytes for signed, so that unsigned ones from 2^31 on
# get 32 leading ones. bpftool before 7.0 knows no signs of enumerations at all and is not asked.
version=$(bpftool version 2>/dev/null | head -n 1)
[ "$version" ] || { echo 'skip bpftool: none that runs here'; exit; }

# Ours as bpftool prints it, a line a type; enumerators get the leading ones.
as_bpftool() {
	sed 's/^{"schema":"[^"]*",/{/; s/},{"id":/},\n{"id":/g' |
		sed 's/,"kind_flag":\(true\|false\)}/}/' |
		awk '/^{"id":[0-9]*,"kind":"ENUM",/ && /"encoding":"UNSIGNED"/ {
			done = ""
			while (match($0, /"val":[0-9]+/)) {
				value = substr($0, RSTART + 6, RLENGTH - 6) + 0
				done = done substr($0, 1, RSTART + 5)
				if (value >= 2147483648) # 2^64 - 2^32 + value, of which awk can hold the last digits
					done = done sprintf("1844674407%010.0f", value - 585415680)
				else
					done = done value
				$0 = substr($0, RSTART + RLENGTH)
			}
			$0 = done $0
		} { print }'
}

# Compares $1 with $2, both about $3
agree() {
	if diff "$1" "$2" >difference; then
		echo "ok $3"
	else
		echo "not ok $3: $(sed -n 2p difference | cut -c -200)"
	fi
}

# Both dumps of a file; further arguments are bpftool's, and btfkit's
compare() {
	local what=$1 file=$2 base=${3-}
	if ! bpftool ${base:+-B "$base"} btf dump file "$file" format raw >wanted 2>error; then
		echo "skip $what: $version does not read it: $(tail -n 1 error)"
		return
	fi
	btfkit dump ${base:+--base "$base"} "$file" >got
	agree wanted got "$what, raw"
	bpftool -j ${base:+-B "$base"} btf dump file "$file" | sed 's/},{"id":/},\n{"id":/g' >wanted
	btfkit dump --json ${base:+--base "$base"} "$file" | as_bpftool >got
	agree wanted got "$what, JSON"
}

mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
if ! bpftool btf dump file zoo.btf 2>/dev/null | grep -q 'ENUM.* encoding='; then
	echo "skip $version: it knows no signs of enumerations"
	exit
fi
compare 'every kind' zoo.btf
"$mkbtf" -b big.btf <"$FIXTURES/../tests/zoo.txt"
compare 'every kind, big-endian' big.btf
"$mkbtf" -s zoo.btf split.btf <<-end
	struct mine 16 node:3:0 counter:1:96
	enum mine 4 MINE:0x80000000 TOO:0xabcdef01 NOT:0x7fffffff
end
compare 'split BTF' split.btf zoo.btf
for object in "$FIXTURES"/*.o; do
	compare "${object##*/}" "$object"
done

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >bundled.btf
compare 'bundled kernel' bundled.btf

# A module as a build makes it: from DWARF, by pahole, on top of a kernel
cat >module.c <<-end
	struct list_head { struct list_head *next, *prev; };
	struct state { struct list_head list; int level : 3; enum { LOW, HIGH } wanted; };
	int state_level(struct state *state) { return state->level; }
end
if gcc -g -c module.c -o module.o && pahole -J --btf_base=bundled.btf module.o 2>/dev/null; then
	compare 'module of the bundled kernel' module.o bundled.btf
else
	echo 'skip module of the bundled kernel: no pahole that makes one'
fi

if [ ! -r /sys/kernel/btf/vmlinux ]; then
	echo 'skip running kernel: no /sys/kernel/btf/vmlinux'
	exit
fi
compare 'running kernel' /sys/kernel/btf/vmlinux
modules=0
for module in /sys/kernel/btf/*; do
	[ "$module" != /sys/kernel/btf/vmlinux ] || continue
	[ $((++modules)) -le 10 ] || break
	compare "module ${module##*/}" "$module" # each finds the base by itself
done
[ $modules -gt 0 ] || echo 'skip modules of the running kernel: it has none with BTF'
