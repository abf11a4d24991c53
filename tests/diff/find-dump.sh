# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# All members that find knows, and all users of one type, against the types as they are dumped: by
# bpftool where it reads them, else by btfkit, and put together by jq.
jq --version >/dev/null 2>&1 || { echo 'skip jq: none that runs here'; exit; }

cat >common.jq <<'end'
# Types by id; the kind, name, offset and type of each member that C reaches from records with names.
def by_id: reduce .types[] as $t ([]; .[$t.id] = $t);
def modifier: IN("CONST", "VOLATILE", "RESTRICT", "TYPE_TAG");
def strip($types): # through arrays and modifiers
	. as $id | $types[$id].kind as $kind |
	if $id != 0 and ($kind == "ARRAY" or ($kind | modifier))
	then [($types[$id].type_id | strip($types))[0], $kind == "ARRAY" or ($types[$id].type_id | strip($types))[1]]
	else [$id, false] end;
def members($types; $offset; $path):
	.members[] | . as $m | ($m.type_id | strip($types)) as [$inner, $array] |
	(if $inner > 0 then $types[$inner] else null end) as $t |
	($offset + $m.bits_offset) as $at |
	(if $m.name == "(anon)" then empty else { path: ($path + $m.name), at: $at, type: $m.type_id } end),
	(if ($t.kind | IN("STRUCT", "UNION")) and $t.name == "(anon)"
	 then $t | members($types; $at; if $m.name == "(anon)" then $path else $path + $m.name + (if $array then "[]." else "." end) end)
	 else empty end);
def all($types):
	.types[] | select((.kind | IN("STRUCT", "UNION")) and .name != "(anon)") | . as $t |
	members($types; 0; "") + { id: $t.id, kind: ($t.kind | ascii_downcase), holder: $t.name };
end

cat >members.jq <<'end'
include "common";
by_id as $types | all($types) | "\(.kind) \(.holder).\(.path) \(.at) \(.id)"
end

cat >users.jq <<'end'
include "common";
def leads($types): # by value or pointer, not through prototypes
	. as $id | if $id == 0 then null else $types[$id] | . as $t |
	if .kind == "STRUCT" and .name == "list_head" then "value"
	elif .kind == "PTR" then (.type_id | leads($types)) as $use | if $use then "pointer" else null end
	elif .kind == "ARRAY" or .kind == "TYPEDEF" or (.kind | modifier) then .type_id | leads($types)
	else null end end;
by_id as $types | all($types) | (.type | leads($types)) as $use | select($use) |
	"\(.kind) \(.holder).\(.path) \(.at) \($use)"
end

# Both, of one file whose dump is in dump.json
compare() {
	local what=$1 file=$2
	jq -L . -r -f members.jq dump.json | LC_ALL=C sort >wanted
	btfkit find --json --in members --kind struct,union '*' "$file" |
		jq -r '.results[0].hits[] | select(.holder) | "\(.kind) \(.holder).\(.path) \(.offset_bits) \(.type_id)"' |
		LC_ALL=C sort >got
	agree "$what, members"
	jq -L . -r -f users.jq dump.json | LC_ALL=C sort >wanted
	btfkit find --json --users 'struct list_head' --in members --kind struct,union "$file" |
		jq -r '.results[0].hits[] | select(.holder) | .use[] as $use | select($use == "value" or $use == "pointer") |
			"\(.kind) \(.holder).\(.path) \(.offset_bits) \($use)"' |
		LC_ALL=C sort >got
	agree "$what, users"
}

agree() {
	if [ ! -s wanted ]; then
		echo "not ok $1: nothing to compare"
	elif diff wanted got >difference; then
		echo "ok $1: $(wc -l <wanted)"
	else
		echo "not ok $1: $(sed -n 2p difference | cut -c -200)"
	fi
}

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >bundled.btf
btfkit dump --json bundled.btf >dump.json
compare 'bundled kernel' bundled.btf
if [ -r /sys/kernel/btf/vmlinux ]; then
	if ! bpftool -j btf dump file /sys/kernel/btf/vmlinux >dump.json 2>/dev/null; then
		echo 'skip bpftool: none that reads the running kernel; btfkit dumps it'
		btfkit dump --json >dump.json
	fi
	compare 'running kernel' /sys/kernel/btf/vmlinux
else
	echo 'skip running kernel: no /sys/kernel/btf/vmlinux'
fi
