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

read=$(btfkit probe --json --read 'task_struct.real_parent->tgid' --read 'task_struct.cred->uid.val' | jq -c '[.reads[].agree]')
if [ "$read" = '[true,true]' ]; then echo "ok pointers followed by arrows"; else echo "not ok pointers followed by arrows: $read"; fi

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

# Drawn at random: deep fields, elements, bitfields, types, enumerators, and such as are not there
btfkit dump --json >types.json
for seed in 1 2; do
	"$FIXTURES/../tests/draw-expressions" $seed 400 <types.json >drawn
	btfkit probe --json --file drawn >out.json 2>err
	status=$?
	got=$(jq -r '.results |
		"\(map(select(.agree | not)) | length) disagree, \(map(select(.kernel.exists == false)) | length) absent, " +
		"\(map(select(.predicted and .libbpf and .kernel)) | length) by all"' out.json)
	if grep -Eq '^0 disagree, [1-9][0-9]+ absent, (39.|400) by all$' <<<"$got"; then
		echo "ok 400 drawn with seed $seed: $got"
	else
		echo "not ok 400 drawn with seed $seed: status $status, $got, $(jq -r '.results[] | select(.agree | not).expr' out.json | head -n 3)"
	fi
done

# In a namespace of processes their numbers are not the kernel's
if unshare -p -f true 2>/dev/null; then
	unshare -p -f btfkit probe --read task_struct.pid --read task_struct.comm >out 2>err
	status=$?
	if [ $status -eq 0 ] && ! grep -q differs out && grep -q '^task_struct.comm  "btfkit"  ' out; then
		echo "ok a namespace of processes"
	else
		echo "not ok a namespace of processes: status $status, $(head -n 2 out err)"
	fi
	if unshare -p -f btfkit probe --self-test >out 2>err && [ "$(grep -c ^ok out)" -gt 20 ]; then
		echo "ok the self-test in a namespace of processes"
	else
		echo "not ok the self-test in a namespace of processes: $(grep -v ^ok out err | head -n 3)"
	fi
else
	echo "skip a namespace of processes: none can be made"
fi

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
	clang -target bpfeb -O2 -g -I. -c trial.bpf.c -o other.bpf.o
	btfkit probe other.bpf.o >out 2>err
	status=$?
	# libbpf before 1.6 does not open it, later ones do not load it
	if { [ $status -eq 2 ] && grep -q 'libbpf cannot open it: Endian mismatch' err; } ||
		{ [ $status -eq 1 ] && grep -q 'non-native endianness' out; }; then
		echo "ok an object of the other byte order"
	else
		echo "not ok an object of the other byte order: status $status, $(head -n 3 err)"
	fi
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

# As root that is left with a few capabilities
if setpriv --inh-caps=-all,+bpf --bounding-set=-all,+bpf true 2>/dev/null; then
	few() { setpriv --inh-caps="-all,$1" --bounding-set="-all,$1" -- "${@:2}"; }
	# libbpf may not look for modules then
	if few +bpf,+perfmon btfkit probe --self-test >out 2>err && [ "$(grep -c ^ok out)" -gt 20 ]; then
		echo "ok CAP_BPF and CAP_PERFMON are enough"
	else
		echo "not ok CAP_BPF and CAP_PERFMON are enough: $(grep -v ^ok out err | head -n 3)"
	fi
	if [ -e trial.bpf.o ]; then
		few +bpf btfkit probe trial.bpf.o >out 2>err
		status=$?
		if [ $status -eq 2 ] && grep -q 'this process lacks CAP_PERFMON' out; then
			echo "ok an object without CAP_PERFMON"
		else
			echo "not ok an object without CAP_PERFMON: status $status, $(head -n 3 out err)"
		fi
	fi
else
	echo "skip a few capabilities: they cannot be set"
fi

# What is in the way is named, exit 2, and the prediction is still to be had
expect_obstacle() {
	local name=$1 said=$2
	shift 2
	"$@" btfkit probe task_struct.pid >out 2>err
	status=$?
	if [ $status -ne 2 ] || [ -s out ] || ! grep -q "$said" err; then
		echo "not ok $name: status $status, $(head -n 3 err)"
	elif ! "$@" btfkit probe --offline ${source:+--source "$source"} task_struct.pid >out 2>err; then
		echo "not ok $name, offline: $(head -n 2 err)"
	else
		echo "ok $name"
	fi
}
if unshare -Ur true 2>/dev/null; then
	expect_obstacle 'in a user namespace' 'user namespace' unshare -Ur
else
	echo "skip in a user namespace: none can be made"
fi
# bpf(2) fails with the errno that is its argument, as container engines have it
cat >forbid.py <<'end'
import ctypes, os, platform, struct, sys
number = {"x86_64": 321, "aarch64": 280, "s390x": 351, "ppc64le": 361, "riscv64": 280}[platform.machine()]
steps = ((0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x50000 | int(sys.argv[1])), (0x06, 0, 0, 0x7FFF0000))
filter = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
class Program(ctypes.Structure):
    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
program = Program(len(steps), ctypes.cast(filter, ctypes.c_void_p))
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(program), 0, 0):
    sys.exit(os.strerror(ctypes.get_errno()))
os.execvp(sys.argv[2], sys.argv[2:])
end
if python3 forbid.py 1 true 2>err; then
	expect_obstacle 'bpf() is forbidden (EPERM)' 'seccomp filter is in force' python3 forbid.py 1
	expect_obstacle 'bpf() is forbidden (ENOSYS)' 'Function not implemented' python3 forbid.py 38
	for what in '--read task_struct.pid' '--self-test' 'func:vfs_read' "$([ -e trial.bpf.o ] && echo ./trial.bpf.o)"; do
		[ -n "$what" ] || continue
		# shellcheck disable=SC2086 # several words
		python3 forbid.py 1 btfkit probe $what >out 2>err
		status=$?
		if [ $status -eq 2 ] && grep -q 'seccomp filter is in force' err; then
			echo "ok bpf() is forbidden: $what"
		else
			echo "not ok bpf() is forbidden: $what: status $status, $(head -n 3 err)"
		fi
	done
else
	echo "skip bpf() is forbidden: $(head -n 1 err)"
fi
if unshare -m true 2>/dev/null; then
	cp /sys/kernel/btf/vmlinux kernel.btf
	source=$PWD/kernel.btf
	expect_obstacle 'without /sys' '/sys is not mounted' unshare -m sh -c 'umount -l /sys && exec "$@"' sh
	expect_obstacle 'without the types' 'CONFIG_DEBUG_INFO_BTF' unshare -m sh -c \
		'mount -t tmpfs none /sys/kernel/btf && exec "$@"' sh
	source=
	unshare -m sh -c 'umount -l /proc && exec btfkit probe --json task_struct.pid' >out.json 2>err
	if [ "$(jq '.results[0].agree' out.json)" = true ]; then
		echo "ok without /proc"
	else
		echo "not ok without /proc: $(head -n 3 err)"
	fi
	# many expressions are asked in another way, for which /proc is wanted
	unshare -m sh -c 'umount -l /proc && exec btfkit probe --json --file list' >out.json 2>err
	if [ "$(jq -r '.results | map(select(.agree and .libbpf)) | length' out.json)" -ge $((count * 19 / 20)) ]; then
		echo "ok $count expressions without /proc"
	else
		echo "not ok $count expressions without /proc: $(head -n 3 err)"
	fi
	if [ -n "${SAN:-}" ]; then
		echo "skip without /proc and privileges: the sanitizers need /proc"
	elif command -v setpriv >/dev/null; then
		expect_obstacle 'without /proc and privileges' 'lacks CAP_BPF' unshare -m sh -c \
			'umount -l /proc && exec setpriv --reuid 65534 --clear-groups --inh-caps=-all -- "$@"' sh
	fi
else
	echo "skip without /sys, without /proc: no mount namespace can be made"
fi
