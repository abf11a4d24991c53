# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The page of `diff --html` in a real browser: its script runs, finds a type, and draws its layouts.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
[ "$browser" ] || { echo 'skip browser: no chromium'; exit; }

mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" old.btf <<-end
	int int 4 32:1
	struct moved 8 a:1:0 b:1:32
	struct </script> 4 <b>:1:0
	enum list 4 ONE:1
end
"$mkbtf" new.btf <<-end
	int int 4 32:1
	struct moved 12 new:1:0 a:1:32 b:1:64
	struct </script> 4 <i>:1:0
	enum list 4 ONE:2
end
btfkit diff --html page.html old.btf new.btf >/dev/null

# The document when the script has run; it is killed where it does not come to an end
show() {
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --virtual-time-budget=5000 --dump-dom \
		"file://$PWD/page.html#$1" 2>error >"$2"
}
if ! show moved moved.html || [ ! -s moved.html ]; then
	echo "skip browser: $browser does not run here: $(tail -n 1 error)"
	exit
fi

expect() {
	local count
	count=$(grep -o "$2" "$1" | wc -l)
	if [ "$count" -eq "$3" ]; then
		echo "ok $4"
	else
		echo "not ok $4: $count times $2"
	fi
}
expect moved.html '<details open' 1 'the address opens a type'
expect moved.html '<rect' 7 'a box for each member and one for each side'
expect moved.html '<path class="moved"' 2 'a line for each member that moved'
expect moved.html '<rect[^>]*class="added"' 1 'what was added'
show '%3C' names.html
expect names.html '<details' 1 'a search finds odd names'
expect names.html '<b>\|<i>' 0 'no name is markup'
expect names.html '&lt;b&gt;' 3 'but text, in the table and the picture'
show ONE values.html
expect values.html '<td[^>]*>renumbered' 1 'a search finds enumerators'
