# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --html: one page that holds what --json prints, with nothing from elsewhere, and no name that is markup.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" old.btf <<-end
	int int 4 32:1
	struct </script><b> 8 a:1:0 <!--:1:32
	struct - 4 x:1:0
	typedef pair 3
	func_proto - 1 a:1
	func call 5 0
end
"$mkbtf" new.btf <<-end
	int int 4 32:1
	struct </script><b> 12 <!--:1:0 a:1:32 in:3:64
	struct - 4 x:1:0
	typedef came 1
end
btfkit diff --html page.html old.btf new.btf
echo "=> $?"
grep -c '</script>' page.html
grep -c '<!--\|<b>' page.html
grep -o 'https\?://[a-z0-9./]*' page.html | sort -u
data() {
	sed -n "/^<script.* id=\"$1\">/,/^.*<\/script>/p" "$2" | sed '1d; s/<\/script>$//'
}
data diff page.html | jq -c . >inside
btfkit diff --json old.btf new.btf | jq -c . | cmp - inside && echo 'the same as --json'
data outlines page.html | jq -c '.[]'
btfkit diff --html - --type came old.btf new.btf >page.html
echo "=> $?"
data diff page.html | jq -c '.types[].name'
btfkit diff --html same.html old.btf old.btf
echo "=> $?"
data diff same.html | jq -c '.types'
