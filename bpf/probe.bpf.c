// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The probe: asks a loader, and through it the kernel, how CO-RE relocations come out.
 *
 * `probe` is a pattern. It holds one relocation of each kind, each followed by a store of what it
 * came to; btfkit/live/clone.c makes programs of it that have as many of them as there are questions.
 * `probe_read` and `probe_tasks` use offsets that were found so, to read fields of tasks.
 */
#include "vmlinux.h"

#include "btfkit/live/answers.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Set before loading. */
const volatile __u32 use_ring = 1;
const volatile __u32 read_count = 0;
const volatile struct bk_probe_read reads[BK_PROBE_READS] = {};

/* Where answers go on kernels without ring buffers, and where offsets for reading come from. */
struct bk_probe_answers answers = {};
struct bk_probe_found found[BK_PROBE_READS] = {};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, BK_PROBE_RING_SIZE);
} ring SEC(".maps");

enum bk_sample { BK_SAMPLE = 7 };

struct bk_sample_record {
	int first, second;
} __attribute__((preserve_access_index));

/*
 * A value and its store, one behind the other and not to be taken apart. The compiler is not to know
 * more of the value than that it is one.
 */
#define TELL(slot, value) \
	({ \
		__u64 told = (value); \
		asm volatile( \
			"*(u64 *)(%0 + %2) = %1" \
			: \
			: "r"(to), "r"(told), \
			  "i"(__builtin_offsetof(struct bk_probe_answers, values) + 8 * (slot)) \
			: "memory"); \
	})

SEC("syscall")
int probe(void *context)
{
	struct bk_probe_answers *to = &answers;
	struct bk_sample_record *record = (void *)0;

	if (use_ring) {
		to = bpf_ringbuf_reserve(&ring, sizeof(*to), 0);
		if (!to)
			return 1;
	}
	asm volatile("" : "+r"(to));
	TELL(0, __builtin_preserve_field_info(record->second, BPF_FIELD_EXISTS));
	TELL(1, __builtin_preserve_field_info(record->second, BPF_FIELD_BYTE_OFFSET));
	TELL(2, __builtin_preserve_field_info(record->second, BPF_FIELD_BYTE_SIZE));
	TELL(3, __builtin_preserve_field_info(record->second, BPF_FIELD_SIGNED));
	TELL(4, __builtin_preserve_field_info(record->second, BPF_FIELD_LSHIFT_U64));
	TELL(5, __builtin_preserve_field_info(record->second, BPF_FIELD_RSHIFT_U64));
	TELL(6, bpf_core_type_exists(struct bk_sample_record));
	TELL(7, bpf_core_type_size(struct bk_sample_record));
	TELL(8, bpf_core_type_id_kernel(struct bk_sample_record));
	TELL(9, bpf_core_type_id_local(struct bk_sample_record));
	TELL(10, bpf_core_enum_value_exists(enum bk_sample, BK_SAMPLE));
	TELL(11, bpf_core_enum_value(enum bk_sample, BK_SAMPLE));
#if __clang_major__ >= 15 /* that of type_exists serves for it otherwise */
	TELL(12, __builtin_preserve_type_info(*(struct bk_sample_record *)0, 2));
#endif
	if (use_ring)
		bpf_ringbuf_submit(to, 0);
	return 0;
}

/* Follows the offsets of a read from a task on; what lies there is untyped memory, so it is read with care. */
static long read_field(unsigned long task, const volatile struct bk_probe_read *read,
		       struct bk_probe_found *to)
{
	unsigned long at = task;
	__u32 size_index = read->size;
	__u64 size;
	long status;

	for (int hop = 0; hop < BK_PROBE_HOPS; hop++) {
		__u32 index = read->offsets[hop];

		if (index >= BK_PROBE_SLOTS)
			return -1;
		at += answers.values[index];
		if (hop + 1 >= read->hops)
			break;
		status = bpf_probe_read_kernel(&at, sizeof(at), (void *)at);
		if (status)
			return status;
		if (!at) /* a pointer that is NULL ends the way */
			return -BK_PROBE_NULL;
	}
	if (read->is_string) {
		status = bpf_probe_read_kernel(&at, sizeof(at), (void *)at);
		if (status)
			return status;
		if (!at)
			return -BK_PROBE_NULL;
		status = bpf_probe_read_kernel_str(to->bytes, sizeof(to->bytes), (void *)at);
		return status < 0 ? status : 0;
	}
	if (size_index >= BK_PROBE_SLOTS)
		return -1;
	size = answers.values[size_index];
	if (size > BK_PROBE_READ_MOST)
		size = BK_PROBE_READ_MOST;
	return bpf_probe_read_kernel(to->bytes, size, (void *)at);
}

/* Reads the fields of the task that runs it, which is btfkit itself. */
SEC("syscall")
int probe_read(void *context)
{
	unsigned long task = bpf_get_current_task();

	for (int i = 0; i < BK_PROBE_READS; i++) {
		if (i >= read_count)
			break;
		found[i].status = read_field(task, &reads[i], &found[i]);
	}
	return 0;
}

/* Reads them of every task. */
SEC("iter/task")
int probe_tasks(struct bpf_iter__task *context)
{
	struct task_struct *task = context->task;
	struct seq_file *seq = context->meta->seq;
	struct bk_probe_task head = {};
	unsigned long address = 0;

	if (!task)
		return 0;
	/* as a number: to a pointer that it knows the verifier lets no unknown offset be added */
	bpf_probe_read_kernel(&address, sizeof(address), &context->task);
	head.pid = task->pid;
	head.tgid = task->tgid;
	__builtin_memcpy(head.comm, task->comm, sizeof(head.comm));
	bpf_seq_write(seq, &head, sizeof(head));
	for (int i = 0; i < BK_PROBE_READS; i++) {
		if (i >= read_count)
			break;
		found[i].status = read_field(address, &reads[i], &found[i]);
		bpf_seq_write(seq, &found[i], sizeof(found[i]));
	}
	return 0;
}
