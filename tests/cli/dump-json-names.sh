# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Names that JSON must quote; what is no UTF-8 becomes U+FFFD.
"$FIXTURES/../tests/mkbtf" names.btf <<-'end'
	int quote"and\backslash 4 32:1
	int Option<u8> 4 32:1
	int café 4 32:1
	int controls+and+bytes 4 32:1
end
sed -i 's/controls+and+bytes/controls\tand\x01bytes/' names.btf
btfkit dump --json names.btf | jq -c '.types[].name' || exit
sed -i 's/and\x01bytes/and\xffbytes/; s/caf../caf\xc3+/' names.btf
btfkit dump --json names.btf | jq -c '.types[].name'
