# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# -v says what was read and written, on standard error; -q wins over it.
"$FIXTURES/../tests/mkbtf" base.btf <<-end
	int int 4 32:1
	ptr - 1
end
"$FIXTURES/../tests/mkbtf" -s base.btf module.btf <<-end
	struct pair 16 a:1:0 b:2:64
end
btfkit dump -v base.btf >/dev/null || exit
btfkit dump --verbose --base base.btf -o out module.btf || exit
btfkit dump -q -v --base base.btf -o out module.btf || exit
btfkit dump --quiet module.btf
