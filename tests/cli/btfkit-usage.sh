# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# btfkit without a command, with a wrong one, and asked about itself.
try() {
	echo "\$ btfkit $*"
	btfkit "$@" 2>&1
	echo "=> $?"
}
try
try -h
try --help | cmp - <(try -h | sed 's/-h$/--help/') 2>&1
try --version
try undump
try dum # no prefix of a command is one
try --json dump
try ''
