# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# CO-RE relocations as `btfkit dump --ext` spells them, against libbpf's log and llvm-objdump.
#
# Both are brought to lines `SECTION KIND [TYPE ID] SPEC`, in our words. Left out is the type without a
# name that the others do not spell, a pointer; the root as an array is outer[3] to them.
kinds='s/<byte_off>/field_byte_offset/; s/<byte_sz>/field_byte_size/; s/<signed>/field_signed/
	s/<\([lr]shift_u64\)>/field_\1/; s/<local_type_id>/type_id_local/
	s/<target_type_id>/type_id_target/; s/<\([a-z_]*\)>/\1/'

ours() {
	btfkit dump --ext --json "$1" |
		jq -r '.core_relo[] | "\(.section) \(.kind) [\(.type_id)] \(.spec)"' |
		sed '/\*$/d; s/(&\(.*\))\[/\1[/' | sort -u
}

libbpf() {
	bpftool -d gen min_core_btf "$1" min.btf "$1" 2>&1 |
		sed -n "s/^libbpf: prog '\(.*\)': relo #[0-9]*: \(<.*\)/\1 \2/p" |
		sed "/<anon>/d; $kinds; s/typedef //; s/enum64 /enum /; s/::\(.*\) = .*/.\1/; s/ ([0-9:]* @ .*)//" | sort -u
}

llvm_objdump() {
	llvm-objdump -dr "$1" |
		sed -n 's/^Disassembly of section \(.*\):$/\1/p; s/^.*  CO-RE \(<.*\)/ \1/p' |
		awk '/^[^ ]/ { section = $0; next } { print section $0 }' |
		sed "/<anon [0-9]*>\$/d; s/<anon [0-9]*>\.//g; $kinds; s/typedef //; s/::\[/[/; s/::/./
			s/ = -\{0,1\}[0-9]*\$//; s/ ([0-9:]*)\$//" | sort -u
}

# Compares what the judge $1 says of $2
agree() {
	ours "$2" >got
	"$1" "$2" >wanted
	if diff wanted got >difference; then
		echo "ok $1, ${2##*/}"
	else
		echo "not ok $1, ${2##*/}: $(sed -n 2p difference)"
	fi
}

# libbpf before 1.5 reads its own byte order only.
if [ "$(printf '\1\0' | od -An -tu2)" -eq 1 ]; then host=bpfel; else host=bpfeb; fi
objects=("$FIXTURES/core_kinds.bpfel.o" "$FIXTURES/core_kinds.bpfeb.o")
for order in bpfel bpfeb; do
	if clang -target $order -O2 -g -c "$FIXTURES/src/core_kinds.bpf.c" -o clang.$order.o 2>/dev/null; then
		objects+=("clang.$order.o")
	else
		echo "skip clang makes no objects for $order"
	fi
done

if [ -z "$(libbpf "$FIXTURES/core_kinds.$host.o")" ]; then
	echo 'skip no bpftool that logs what libbpf relocates'
else
	for object in "${objects[@]}"; do
		case $object in *$host.o) agree libbpf "$object" ;; esac
	done
fi
if [ -z "$(llvm_objdump "${objects[0]}")" ]; then
	echo 'skip no llvm-objdump that shows relocations (it came with LLVM 18)'
else
	for object in "${objects[@]}"; do
		agree llvm_objdump "$object"
	done
fi
