# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Help of a command.
btfkit header -h
btfkit header --version | cmp - <(btfkit --version)
