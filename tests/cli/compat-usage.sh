# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What cannot be asked, and what cannot be read.
for options in '' '--expr a->b' '--expr a..b' '--expr func:' '-j 0 --expr a' '-j x --expr a' '-j 99999 --expr a' \
	'--expr' '--unknown' '--expr a nowhere.btf' '--expr a --json nowhere.btf'; do
	echo "compat $options"
	# shellcheck disable=SC2086
	btfkit compat $options 2>&1
	echo "status $?"
done
mkdir empty
btfkit compat --expr a empty 2>&1
echo "status $?"
btfkit compat -h
