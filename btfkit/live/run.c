// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* BPF_PROG_TEST_RUN, with a packet of zeros for programs that want one. */
#include "btfkit/live/run.h"

#include "btfkit/source/bpf.h"

enum { PACKET_SIZE = 64 };

struct bk_error *bk_run_program(int fd, enum bpf_prog_type as)
{
	static const uint8_t packet[PACKET_SIZE];
	union bpf_attr attr;
	int status;

	memset(&attr, 0, sizeof(attr));
	attr.test.prog_fd = (uint32_t)fd;
	if (as == BPF_PROG_TYPE_SOCKET_FILTER) {
		attr.test.data_in = (uintptr_t)packet;
		attr.test.data_size_in = sizeof(packet);
	}
	status = bk_bpf_system(BPF_PROG_TEST_RUN, &attr);
	if (status < 0)
		return bk_error_system(-status, "the kernel does not run the probe");
	if (attr.test.retval != 0)
		return bk_error_create(BK_ERR_SYSTEM, "the probe had no place for its answer");
	return NULL;
}
