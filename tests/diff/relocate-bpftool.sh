# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Modules with a distilled base moved onto kernels, against bpftool, whose libbpf can do that from 1.5 on.
version=$(bpftool version 2>/dev/null | head -n 2 | tr '\n' ' ')
[[ $version =~ libbpf\ v([0-9]+)\.([0-9]+) ]] || { echo 'skip bpftool: none that runs here'; exit; }
if [ $((BASH_REMATCH[1] * 100 + BASH_REMATCH[2])) -lt 105 ]; then
	echo "skip bpftool: ${version% } does not relocate distilled bases"
	exit
fi

# Whether both say the same of module $1 on kernel $2, or both refuse it
compare() {
	local what="$1 on $2" ours
	btfkit dump --base "$2" "$1" >got 2>error
	ours=$?
	if bpftool -B "$2" btf dump file "$1" format raw >wanted 2>/dev/null; then
		if [ $ours -ne 0 ]; then
			echo "not ok $what: $(tail -n 1 error)"
		elif diff wanted got >difference; then
			echo "ok $what"
		else
			echo "not ok $what: $(sed -n 2p difference | cut -c -200)"
		fi
	elif [ $ours -eq 2 ]; then
		echo "ok $what: refused by both"
	else
		echo "not ok $what: bpftool refuses it"
	fi
}

mkbtf=$FIXTURES/../tests/mkbtf
printf 'int i;\n' | gcc -xc -c - -o empty.o
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >bundled.btf

# Types that the bundled kernel has, and one that it has in another size
for task_size in 9792 9000; do
	"$mkbtf" distilled.btf <<-end
		int int 4 32:1
		struct list_head 16
		struct task_struct $task_size
		enum hrtimer_restart 4
	end
	"$mkbtf" -s distilled.btf split.btf <<-end
		ptr - 3
		struct mine 40 list:2:0 task:5:128 list_head:1:192
		func_proto - 4 task:5 mine:8
		ptr - 6
		func task_struct 7 0
	end
	objcopy --add-section .BTF=split.btf --add-section .BTF.base=distilled.btf empty.o \
		task-$task_size.ko
	compare task-$task_size.ko bundled.btf
done
"$mkbtf" -s distilled.btf split.btf <<-end
	struct mine 9008 task:3:0 list_head:1:72000
end
objcopy --add-section .BTF=split.btf --add-section .BTF.base=distilled.btf empty.o held.ko
compare held.ko bundled.btf

# A module as a build makes it, on the kernel it was built for
cat >module.c <<-end
	struct list_head { struct list_head *next, *prev; };
	struct task_struct;
	struct state { struct list_head list; int level : 3; enum { LOW, HIGH } wanted; struct task_struct *task; };
	int state_level(struct state *state, char *page) { return state->level + *page; }
end
gcc -g -c module.c -o module.ko
if pahole -J --btf_features=+distilled_base --btf_base=bundled.btf module.ko 2>/dev/null &&
	readelf -SW module.ko | grep -q '\.BTF\.base'; then
	compare module.ko bundled.btf
else
	echo 'skip module by pahole: none that distills bases'
fi
