# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Split BTF without a base or with another than its own, and a base for what is not split.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct task 16 pid:1:0 next:3:64
	ptr - 2
end
"$mkbtf" -s kernel.btf module.btf <<-end
	struct state 24 owner:3:0 task:2:64
end
"$mkbtf" other.btf <<-end
	int char 1 8:1
	struct another_struct 1 its_member:1:0
	ptr - 2
	typedef name_of_a_type 3
end
# Of the right number of types and bytes of names, but its task is larger
"$mkbtf" larger.btf <<-end
	int int 4 32:1
	struct task 48 pid:1:0 next:3:320
	ptr - 2
end
"$mkbtf" small.btf <<-end
	int int 4 32:1
end
try() {
	btfkit dump -o out "$@"
	echo "dump $*: $?"
}
try module.btf
try --base other.btf module.btf
try --base larger.btf module.btf
try --base small.btf module.btf
try --base missing.btf module.btf
try --base kernel.btf kernel.btf
ls -A
