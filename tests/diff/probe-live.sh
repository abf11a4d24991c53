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

btfkit probe --self-test >out || true
while read -r line; do
	case $line in
	ok*) echo "ok self-test: ${line#ok }" ;;
	*) echo "not ok self-test: ${line#not ok }" ;;
	esac
done <out

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
