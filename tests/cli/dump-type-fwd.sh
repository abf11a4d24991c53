# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --type 'struct NAME' also finds what is known only as FWD.
"$FIXTURES/../tests/mkbtf" fwd.btf <<-end
	fwd away 0
	fwd,1 far 0
	typedef away 0
end
btfkit dump --type away fwd.btf || exit
echo struct
btfkit dump --type 'struct away' fwd.btf || exit
echo union
btfkit dump --type 'union far' fwd.btf
