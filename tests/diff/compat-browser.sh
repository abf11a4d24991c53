# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The page of `compat --html` in a real browser: its script runs, draws the table and the reasons, and no name
# becomes markup.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
[ "$browser" ] || { echo 'skip browser: no chromium'; exit; }

mkbtf=$FIXTURES/../tests/mkbtf
mkdir kernels
for name in one two '<script>document.title=1<' '<b>bold'; do
	"$mkbtf" "kernels/$name" <<-end
		int int 4 32:1
		struct inner 8 first:1:32
		struct outer 8 <i>flags:1:0
	end
done
btfkit compat --html page.html "$FIXTURES/core_kinds.bpfel.o" kernels >/dev/null
if ! timeout 120 "$browser" --headless --no-sandbox --disable-gpu --virtual-time-budget=5000 --dump-dom \
	"file://$PWD/page.html" 2>error >shown.html || [ ! -s shown.html ]; then
	echo "skip browser: $browser does not run here: $(tail -n 1 error)"
	exit
fi

expect() {
	local count
	count=$(grep -o "$1" shown.html | wc -l)
	if [ "$count" -eq "$2" ]; then
		echo "ok $3"
	else
		echo "not ok $3: $count times $1"
	fi
}
expect '<td class="f"' 4 'a cell for each kernel'
expect '<div class="entry"><span class="fail">' "$(btfkit compat "$FIXTURES/core_kinds.bpfel.o" kernels | grep -c '^  x')" \
	'an entry for each reason'
expect '<title>btfkit compat</title>' 1 'no name runs as a script'
expect '<b>' 0 'no name is markup'
expect '&lt;b&gt;bold' 3 'names are shown as they are'
