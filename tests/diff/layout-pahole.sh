# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The layout of every struct of a kernel against pahole's: offsets and sizes of members, holes, padding.
#
# pahole prints one struct of each name, and none for a union; each of its structs must be among ours.
version=$(pahole --version 2>/dev/null)
[ "$version" ] || { echo 'skip pahole: none that runs here'; exit; }

# A line a struct: its name, the numbers behind its members, the numbers of its summary
numbers() {
	awk '
	/^(struct [^ ]+|typedef struct|struct) {$/ { inside = 1; line = ""; name = $2; next }
	!inside { next }
	/^}/ {
		if (name == "struct" || name == "{") { # a typedef, whose name stands here
			sub(/^} */, ""); sub(/ *__attribute__.*/, ""); sub(/;.*/, "")
			name = $0
		}
		print name ":" line
		inside = 0
		next
	}
	!/^\t[^\t]/ { next }
	match($0, /\/\* +[0-9]+(: *[0-9]+)? +[0-9]+ \*\/$/) && !/^\t\/\*/ {
		place = substr($0, RSTART + 2, RLENGTH - 4)
		gsub(/ +/, " ", place)
		gsub(/: /, ":", place)
		line = line place
	}
	/^\t\/\* size: / { sub(/, align.*/, ""); sub(/ \*\/$/, ""); line = line substr($0, 4) }
	/^\t\/\* sum members: .*, holes: / { sub(/.*, holes/, ""); line = line " holes" $0 }
	/^\t\/\* sum bitfield members: .*bit holes: / { sub(/.*, bit holes: /, ""); line = line " bit holes " $0 }
	/^\t\/\* (bit_)?padding: / { sub(/ bits? /, " "); line = line $0 }'
}

compare() {
	local what=$1 file=$2
	if ! pahole "$file" 2>error | numbers | sort -u >wanted || [ ! -s wanted ]; then
		echo "skip $what: pahole $version does not read it: $(tail -n 1 error)"
		return
	fi
	btfkit layout '*' "$file" | numbers | sort -u >got
	comm -23 wanted got >difference
	if [ -s difference ]; then
		echo "not ok $what: $(wc -l <difference) of $(wc -l <wanted), such as $(head -n 1 difference | cut -c -300)"
	else
		echo "ok $what"
	fi
}

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >bundled.btf
compare 'bundled kernel' bundled.btf
if [ -r /sys/kernel/btf/vmlinux ]; then
	compare 'running kernel' /sys/kernel/btf/vmlinux
else
	echo 'skip running kernel: no /sys/kernel/btf/vmlinux'
fi
