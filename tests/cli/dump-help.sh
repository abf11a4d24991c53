# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Help of a command, wherever in the line it is asked for; --version is the same everywhere.
btfkit dump -h || exit
btfkit dump nothing.btf --id 7 --help | cmp - <(btfkit dump -h)
btfkit dump --version | cmp - <(btfkit --version)
