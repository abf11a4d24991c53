// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The table of helpers. Those that return numbers and write nowhere have no row. */
#include "btfkit/reach/helpers.h"

#include <stddef.h>

/* clang-format off */
#define WRITES(number, at, size_at)	{ number, BK_RETURNS_NUMBER, at, size_at, 0, 0, 0, 0, 0 }
#define FIXED(number, at, bytes)	{ number, BK_RETURNS_NUMBER, at, 0, bytes, 0, 0, 0, 0 }
#define SIZED(number, at, size_at)	{ number, BK_RETURNS_SIZE, at, size_at, 0, 0, 0, 0, 0 }
#define GIVES(number, what)		{ number, BK_RETURNS_##what, 0, 0, 0, 0, 0, 0, 0 }
#define CALLS(number, how, at, context, as) \
	{ number, BK_RETURNS_NUMBER, 0, 0, 0, BK_CALLS_##how, at, context, as }

static const struct bk_helper helpers[] = {
	GIVES(1, MEMORY),	/* map_lookup_elem */
	WRITES(4, 1, 2),	/* probe_read */
	GIVES(8, SMALL),	/* get_smp_processor_id */
	WRITES(16, 1, 2),	/* get_current_comm */
	WRITES(20, 2, 3),	/* skb_get_tunnel_key */
	WRITES(26, 3, 4),	/* skb_load_bytes */
	WRITES(29, 2, 3),	/* skb_get_tunnel_opt */
	SIZED(45, 1, 2),	/* probe_read_str */
	WRITES(55, 3, 4),	/* perf_event_read_value */
	WRITES(56, 2, 3),	/* perf_prog_read_value */
	WRITES(57, 4, 5),	/* getsockopt */
	WRITES(66, 3, 4),	/* skb_get_xfrm_state */
	SIZED(67, 2, 3),	/* get_stack */
	WRITES(68, 3, 4),	/* skb_load_bytes_relative */
	WRITES(69, 2, 3),	/* fib_lookup */
	GIVES(81, POINTER),	/* get_local_storage */
	GIVES(84, OBJECT),	/* sk_lookup_tcp */
	GIVES(85, OBJECT),	/* sk_lookup_udp */
	FIXED(88, 2, 0),	/* map_pop_elem */
	FIXED(89, 2, 0),	/* map_peek_elem */
	GIVES(95, OBJECT),	/* sk_fullsock */
	GIVES(96, OBJECT),	/* tcp_sock */
	GIVES(98, OBJECT),	/* get_listener_sock */
	GIVES(99, OBJECT),	/* skc_lookup_tcp */
	WRITES(101, 2, 3),	/* sysctl_get_name */
	WRITES(102, 2, 3),	/* sysctl_get_current_value */
	WRITES(103, 2, 3),	/* sysctl_get_new_value */
	FIXED(105, 4, 8),	/* strtol */
	FIXED(106, 4, 8),	/* strtoul */
	GIVES(107, MEMORY),	/* sk_storage_get */
	WRITES(112, 1, 2),	/* probe_read_user */
	WRITES(113, 1, 2),	/* probe_read_kernel */
	SIZED(114, 1, 2),	/* probe_read_user_str */
	SIZED(115, 1, 2),	/* probe_read_kernel_str */
	WRITES(119, 2, 3),	/* read_branch_records */
	WRITES(120, 3, 4),	/* get_ns_current_pid_tgid */
	GIVES(131, MEMORY),	/* ringbuf_reserve */
	GIVES(136, OBJECT),	/* skc_to_tcp6_sock */
	GIVES(137, OBJECT),	/* skc_to_tcp_sock */
	GIVES(138, OBJECT),	/* skc_to_tcp_timewait_sock */
	GIVES(139, OBJECT),	/* skc_to_tcp_request_sock */
	GIVES(140, OBJECT),	/* skc_to_udp6_sock */
	SIZED(141, 2, 3),	/* get_task_stack */
	WRITES(142, 2, 3),	/* load_hdr_opt */
	GIVES(145, MEMORY),	/* inode_storage_get */
	WRITES(147, 2, 3),	/* d_path */
	WRITES(148, 1, 2),	/* copy_from_user */
	WRITES(149, 1, 2),	/* snprintf_btf */
	GIVES(153, OBJECT),	/* per_cpu_ptr */
	GIVES(154, TRUSTED),	/* this_cpu_ptr */
	GIVES(156, MEMORY),	/* task_storage_get */
	GIVES(158, TRUSTED),	/* get_current_task_btf */
	WRITES(161, 2, 3),	/* ima_inode_hash */
	GIVES(162, OBJECT),	/* sock_from_file */
	FIXED(163, 3, 4),	/* check_mtu */
	CALLS(164, EACH, 2, 3, 4), /* for_each_map_elem */
	WRITES(165, 1, 2),	/* snprintf */
	CALLS(170, LATER, 2, 0, 0), /* timer_set_callback */
	GIVES(175, TRUSTED),	/* task_pt_regs */
	WRITES(176, 1, 2),	/* get_branch_snapshot */
	GIVES(178, OBJECT),	/* skc_to_unix_sock */
	FIXED(179, 4, 8),	/* kallsyms_lookup_name */
	CALLS(180, EACH, 3, 4, 3), /* find_vma */
	CALLS(181, LOOP, 2, 3, 2), /* loop */
	FIXED(183, 3, 8),	/* get_func_arg */
	FIXED(184, 2, 8),	/* get_func_ret */
	WRITES(189, 3, 4),	/* xdp_load_bytes */
	WRITES(191, 1, 2),	/* copy_from_user_task */
	WRITES(193, 2, 3),	/* ima_file_hash */
	GIVES(194, OBJECT),	/* kptr_xchg */
	GIVES(195, MEMORY),	/* map_lookup_percpu_elem */
	GIVES(196, OBJECT),	/* skc_to_mptcp_sock */
	FIXED(197, 4, 16),	/* dynptr_from_mem */
	FIXED(198, 4, 16),	/* ringbuf_reserve_dynptr */
	WRITES(201, 1, 2),	/* dynptr_read */
	GIVES(203, MEMORY),	/* dynptr_data */
	CALLS(209, EACH, 2, 3, 2), /* user_ringbuf_drain */
	GIVES(210, MEMORY),	/* cgrp_storage_get */
};

/* Bit n - 1: argument n points to memory that is read or written, map keys and values among it. */
static const uint8_t memory_arguments[BK_HELPERS_KNOWN + 1] = {
	[1] = 0x2, [2] = 0x6, [3] = 0x2, [4] = 0x1, [6] = 0x1, [9] = 0x4, [16] = 0x1, [20] = 0x2,
	[21] = 0x2, [25] = 0x8, [26] = 0x4, [28] = 0x5, [29] = 0x2, [30] = 0x2, [36] = 0x2,
	[45] = 0x1, [49] = 0x8, [53] = 0x4, [55] = 0x4, [56] = 0x2, [57] = 0x8, [64] = 0x2,
	[66] = 0x4, [67] = 0x2, [68] = 0x4, [69] = 0x2, [70] = 0x4, [71] = 0x4, [72] = 0x4,
	[73] = 0x4, [74] = 0x4, [76] = 0x4, [82] = 0x4, [84] = 0x2, [85] = 0x2, [87] = 0x2,
	[88] = 0x2, [89] = 0x2, [99] = 0x2, [100] = 0xa, [101] = 0x2, [102] = 0x2, [103] = 0x2,
	[104] = 0x2, [105] = 0x9, [106] = 0x9, [107] = 0x4, [110] = 0xa, [111] = 0x8,
	[112] = 0x1, [113] = 0x1, [114] = 0x1, [115] = 0x1, [119] = 0x2, [120] = 0x4,
	[121] = 0x8, [126] = 0xa, [127] = 0x2, [130] = 0x2, [141] = 0x2, [142] = 0x2,
	[143] = 0x2, [145] = 0x4, [147] = 0x2, [148] = 0x1, [149] = 0x5, [150] = 0x2,
	[152] = 0x2, [156] = 0x4, [161] = 0x2, [163] = 0x4, [165] = 0x9, [166] = 0x2,
	[167] = 0x1, [176] = 0x1, [177] = 0x5, [179] = 0x9, [182] = 0x1, [183] = 0x4,
	[184] = 0x2, [189] = 0x4, [190] = 0x4, [191] = 0x1, [193] = 0x2, [195] = 0x2,
	[197] = 0x1, [201] = 0x1, [202] = 0x4, [204] = 0x3, [205] = 0x3, [206] = 0x3,
	[207] = 0x3,
};
/* clang-format on */

bool bk_helper_takes_memory(int32_t number, int argument)
{
	if (number <= 0 || number > BK_HELPERS_KNOWN)
		return true;
	return memory_arguments[number] >> (argument - 1) & 1;
}

static const struct bk_helper unknown = { .returns = BK_RETURNS_ANYTHING };

const struct bk_helper *bk_helper_find(int32_t number)
{
	size_t low = 0, high = sizeof(helpers) / sizeof(*helpers);

	if (number <= 0 || number > BK_HELPERS_KNOWN)
		return &unknown;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (helpers[middle].number == number)
			return &helpers[middle];
		if (helpers[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
