# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Options that --ext does not go with.
for options in '--type task_struct' '--kind STRUCT' '--id 1' '--format c' '--format xml' '--json --format raw'; do
	# shellcheck disable=SC2086 # words of one string
	btfkit dump --ext $options "$FIXTURES/core_kinds.bpfel.o"
	echo "$options: $?"
done
