# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What stat counts, against counts of what bpftool prints: types by kind, the largest structs and unions
# by their sizes, FWDs that nothing with members answers.
command -v bpftool >/dev/null || { echo 'skip bpftool: none there'; exit; }

# Says whether the files wanted and got are the same
agree() {
	if cmp -s wanted got; then
		echo "ok $1"
	else
		echo "not ok $1: $(diff wanted got | sed -n 2p)"
	fi
}

compare() {
	bpftool btf dump file "$1" >types 2>/dev/null || { echo "skip $2: bpftool does not read it"; return; }
	btfkit stat --json --top 100000 "$1" >stat.json || { echo "not ok $2: stat fails"; return; }

	sed -n 's/^\[[0-9]*\] \([A-Z_0-9]*\) .*/\1/p' types | sort | uniq -c | awk '{ print $2, $1 }' >wanted
	jq -r '.kinds[] | "\(.kind) \(.count)"' stat.json | sort >got
	agree "$2: kinds"

	sed -n "s/^\[\([0-9]*\)\] \(STRUCT\|UNION\) '.*' size=\([0-9]*\) .*/\3 \1/p" types | sort -k1,1nr -k2,2n >wanted
	jq -r '.largest_types[] | "\(.size_bytes) \(.type_id)"' stat.json >got
	agree "$2: sizes"

	awk '$2 == "STRUCT" { has["struct" $3] = 1 } $2 == "UNION" { has["union" $3] = 1 }
		$2 == "FWD" { sub("fwd_kind=", "", $4); kind[$1] = $4 $3; order[++n] = $1 }
		END { for (i = 1; i <= n; i++) if (!(kind[order[i]] in has)) print order[i] }' types | tr -d '[]' >wanted
	jq -r '.findings[] | select(.rule == "fwd-unresolved").examples[].type_id' stat.json >got
	agree "$2: forwards"
}

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >bundled.btf
compare bundled.btf 'bundled kernel'
if [ -r /sys/kernel/btf/vmlinux ]; then
	compare /sys/kernel/btf/vmlinux 'running kernel'
else
	echo 'skip running kernel: it has no BTF'
fi
