// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The table of commands. */
#include "btfkit/cli/command.h"

const struct bk_command bk_commands[] = {
	{ "compat", "[options] OBJECT... KERNEL...",
	  "Tells on which kernels BPF objects load, and what stands in the way", bk_compat_options,
	  bk_cmd_compat },
	{ "dedup", "[options] SOURCE... -o FILE",
	  "Merges BTFs into one that has each type and each string once", bk_dedup_options,
	  bk_cmd_dedup },
	{ "diff", "[options] OLD NEW", "Tells what changed between the types of two kernels",
	  bk_diff_options, bk_cmd_diff },
	{ "dump", "[options] [SOURCE]", "Prints the types of a BTF", bk_dump_options, bk_cmd_dump },
	{ "find", "[options] PATTERN [SOURCE...]",
	  "Finds types, members, enumerators and functions by name, and users of a type",
	  bk_find_options, bk_cmd_find },
	{ "header", "[options] [SOURCE...]",
	  "Writes a vmlinux.h: the types as a C header for BPF programs", bk_header_options,
	  bk_cmd_header },
	{ "layout", "[options] TYPE... [SOURCE]",
	  "Shows what lies where in structs and unions, and what is left between",
	  bk_layout_options, bk_cmd_layout },
	{ "min", "[options] OBJECT... KERNEL... -o PATH",
	  "Writes the smallest BTF in which the objects' relocations resolve as in the kernel's",
	  bk_min_options, bk_cmd_min },
	{ "probe", "[options] EXPR|OBJECT...",
	  "Asks the running kernel, by programs that it loads, and compares three witnesses",
	  bk_probe_options, bk_cmd_probe },
	{ "stat", "[options] [SOURCE]",
	  "Tells what a BTF is made of, by kind and bytes, and what is odd about it",
	  bk_stat_options, bk_cmd_stat },
	{ 0 },
};
