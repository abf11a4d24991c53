# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Help, wherever in the line it is asked for.
btfkit find -h || exit
btfkit find something nothing.btf --help | cmp - <(btfkit find -h)
