# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The running kernel, asked through libbpf and by itself: what it says must be what btfkit predicts, for a
# few hundred expressions of its own types, present and absent; and nothing must be left behind.
reason=$(btfkit probe --quiet task_struct.pid 2>&1 >/dev/null) || {
	echo "skip probe: $(head -n 1 <<<"$reason")"
	exit 0
}

loaded() { bpftool prog list 2>/dev/null | grep -c . || true; }
before=$(loaded)

status=0
btfkit probe --self-test >out || status=$?
while read -r line; do
	case $line in
	ok*) echo "ok self-test: ${line#ok }" ;;
	*) echo "not ok self-test: ${line#not ok }" ;;
	esac
done <out
if [ ! -s out ] || [ $status -gt 1 ]; then
	echo "not ok self-test: exit status $status"
fi

# A few of each kind, spread over all there are: members, nested ones and bitfields among them
btfkit dump --json | jq -r '
	.types[] | select(.name != "(anon)") |
	if .kind == "STRUCT" or .kind == "UNION" then
		"\(.kind | ascii_downcase) \(.name)",
		(.name as $n | .kind as $k | .members[]? | select(.name != "(anon)") | "\($k | ascii_downcase) \($n).\(.name)"),
		"\(.kind | ascii_downcase) \(.name)_absent", "\(.kind | ascii_downcase) \(.name).absent"
	elif .kind == "ENUM" or .kind == "ENUM64" then
		"enum \(.name)", (.name as $n | .values[] | "enum \($n).\(.name)"), "enum \(.name).ABSENT"
	elif .kind == "TYPEDEF" then "typedef \(.name)"
	else empty end' | awk 'NR % 197 == 1' | grep -E '^[a-z]+ [A-Za-z0-9_.]+$' >list
# Of enumerators of 64 bits there are few
btfkit dump --json | jq -r '.types[] | select(.kind == "ENUM64" and .name != "(anon)") |
	"enum \(.name)", "enum \(.name).\(.values[0].name)", "enum \(.name).ABSENT"' | head -n 60 >>list
count=$(wc -l <list)
for how in '' '--no-ring' '--as raw_tp' '--as socket --no-ring'; do
	name="$count expressions${how:+ with $how}"
	[ -z "$how" ] || { awk 'NR % 10 == 1' list >some && name="$(wc -l <some) expressions with $how"; }
	# shellcheck disable=SC2086 # several words
	btfkit probe --json $how --file "$([ "$how" ] && echo some || echo list)" >out.json 2>err
	status=$?
	wrong=$(jq -r '.results[] | select(.agree | not).expr' out.json | head -n 5)
	silent=$(jq -r '.results[] | select(.libbpf == null or .kernel == null or .predicted == null).expr' out.json | wc -l)
	if [ $status -gt 1 ] || [ "$wrong" ]; then
		echo "not ok $name: status $status, the witnesses disagree on: $wrong $(head -n 3 err)"
	elif [ "$silent" -gt $((count / 20)) ]; then
		echo "not ok $name: $silent without all three witnesses: $(head -n 3 err)"
	else
		echo "ok $name"
	fi
done
absent=$(btfkit probe --json --file list 2>/dev/null | jq '[.results[] | select(.kernel.exists == false)] | length')
[ "$absent" -gt $((count / 20)) ] && [ "$count" -ge 300 ] && echo "ok $absent of them absent" ||
	echo "not ok the list: $count expressions, $absent absent"

# Ended in the middle, nothing stays loaded
exec 2>/dev/null
for wait in 0.01 0.03 0.06 0.1 0.15; do
	(timeout -s KILL "$wait" btfkit probe --file list) >/dev/null 2>&1 || true
	timeout "$wait" btfkit probe --file list >/dev/null 2>&1
done
sleep 0.3
after=$(loaded)
if [ "$(bpftool prog list 2>/dev/null | grep -c 'probe_[0-9]\|btfkit')" -eq 0 ]; then
	echo "ok nothing is left loaded ($before lines before, $after after)"
else
	echo "not ok something is left loaded: $(bpftool prog list | grep 'probe_[0-9]\|btfkit' | head -n 3)"
fi

# Whole objects: accepted, refused with what decided, guarded; no map stays pinned
btfkit header --type task_struct --type bpf_map_type -o vmlinux.h
cat >trial.bpf.c <<'end'
#include "vmlinux.h"
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
struct task_struct___none {
	int absent;
} __attribute__((preserve_access_index));
struct {
	__uint(type, 1);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 8);
	__uint(pinning, 1);
} btfkit_pinned SEC(".maps");
static void *(*lookup)(void *map, const void *key) = (void *)1;
static unsigned long (*current)(void) = (void *)35;
SEC("raw_tp/sched_switch") int good(void *context)
{
	int key = 0;
	long *value = lookup(&btfkit_pinned, &key);
	return value ? (int)*value : 0;
}
SEC("raw_tp/sched_switch") int careless(void *context)
{
	int key = 0;
	volatile long *value = lookup(&btfkit_pinned, &key);
	return (int)*value;
}
SEC("raw_tp/sched_switch") int poisoned(void *context)
{
	return __builtin_preserve_field_info(((struct task_struct___none *)current())->absent, 0);
}
SEC("raw_tp/sched_switch") int guarded(void *context)
{
	struct task_struct___none *task = (void *)current();
	if (__builtin_preserve_field_info(task->absent, 2))
		return __builtin_preserve_field_info(task->absent, 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
end
if clang -target bpf -O2 -g -I. -c trial.bpf.c -o trial.bpf.o 2>err; then
	btfkit probe --json trial.bpf.o >out.json
	got=$(jq -c '.objects[].programs[] | [.program, .accepted, .predicted]' out.json | tr -d '\n')
	wanted='["good",true,"ok"]["careless",false,"ok"]["poisoned",false,"fail"]["guarded",true,"guarded"]'
	if [ "$got" = "$wanted" ]; then echo "ok an object"; else echo "not ok an object: $got"; fi
	log=$(jq -r '.objects[].programs[] | select(.program == "careless").log | last' out.json)
	case $log in
	*map_value_or_null*) echo "ok what decided: $log" ;;
	*) echo "not ok what decided: $log" ;;
	esac
	if [ -e /sys/fs/bpf/btfkit_pinned ]; then echo "not ok a map stays pinned"; else echo "ok no map is pinned"; fi
else
	echo "skip an object: $(head -n 1 err)"
fi

# Without privileges: what is missing is said, and the prediction is still to be had
if command -v setpriv >/dev/null; then
	setpriv --reuid 65534 --clear-groups --inh-caps=-all -- btfkit probe task_struct.pid >out 2>err
	status=$?
	if [ $status -eq 2 ] && grep -q 'lacks CAP_BPF' err; then
		echo "ok without privileges"
	else
		echo "not ok without privileges: status $status, $(head -n 2 err)"
	fi
	if setpriv --reuid 65534 --clear-groups -- btfkit probe --offline task_struct.pid >out 2>&1; then
		echo "ok without privileges, offline"
	else
		echo "not ok without privileges, offline: $(head -n 2 out)"
	fi
fi
