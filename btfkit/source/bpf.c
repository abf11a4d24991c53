// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Calling bpf(2). */
#include "btfkit/source/bpf.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct object {
	const char *name;
	int next_id, fd_by_id; /* commands */
} objects[] = {
	[BK_BPF_BTF] = { "BTF", BPF_BTF_GET_NEXT_ID, BPF_BTF_GET_FD_BY_ID },
	[BK_BPF_PROGRAM] = { "program", BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID },
	[BK_BPF_MAP] = { "map", BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID },
};

int bk_bpf_system(int command, union bpf_attr *attr)
{
	long result = syscall(SYS_bpf, command, attr, sizeof(*attr));

	return result < 0 ? -errno : (int)result;
}

const char *bk_bpf_object_name(enum bk_bpf_object what)
{
	return objects[what].name;
}

static struct bk_error *refused(int errnum)
{
	struct bk_error *error = bk_error_system(errnum, "bpf");

	switch (errnum) {
	case EPERM:
	case EACCES:
		return bk_error_remark(error, "the kernel tells what is loaded only to root: "
					      "CAP_SYS_ADMIN");
	case ENOSYS:
		return bk_error_remark(error, "this kernel was built without BPF");
	case EINVAL:
		return bk_error_remark(error, "perhaps this kernel is too old to be asked this");
	default:
		return error;
	}
}

struct bk_error *bk_bpf_next_id(bk_bpf_call *call, enum bk_bpf_object what, uint32_t id,
				uint32_t *next)
{
	union bpf_attr attr;
	int result;

	memset(&attr, 0, sizeof(attr));
	attr.start_id = id;
	*next = 0;
	result = call(objects[what].next_id, &attr);
	if (result == -ENOENT)
		return NULL;
	if (result < 0)
		return refused(-result);
	if (attr.next_id > id) /* as it always is; what counts on it would not end otherwise */
		*next = attr.next_id;
	return NULL;
}

static struct bk_error *ask(bk_bpf_call *call, int fd, void *info, uint32_t size)
{
	union bpf_attr attr;
	int result;

	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = fd;
	attr.info.info_len = size;
	attr.info.info = (uintptr_t)info;
	result = call(BPF_OBJ_GET_INFO_BY_FD, &attr);
	return result < 0 ? refused(-result) : NULL;
}

static struct bk_error *ask_btf(bk_bpf_call *call, int fd, struct bk_bpf_info *info,
				struct bk_buffer *btf)
{
	struct bpf_btf_info raw = { .name = (uintptr_t)info->name, .name_len = sizeof(info->name) };

	BK_TRY(ask(call, fd, &raw, sizeof(raw)));
	info->name[sizeof(info->name) - 1] = '\0';
	info->btf_id = raw.id;
	info->size_bytes = raw.btf_size;
	info->is_kernel = raw.kernel_btf;
	if (!btf)
		return NULL;
	BK_TRY(bk_buffer_reserve(btf, info->size_bytes));
	raw = (struct bpf_btf_info){ .btf = (uintptr_t)(btf->data + btf->size),
				     .btf_size = info->size_bytes };
	BK_TRY(ask(call, fd, &raw, sizeof(raw)));
	btf->size += info->size_bytes;
	return NULL;
}

static struct bk_error *ask_object(bk_bpf_call *call, enum bk_bpf_object what, int fd,
				   struct bk_bpf_info *info, struct bk_buffer *btf)
{
	struct bpf_prog_info program = { 0 };
	struct bpf_map_info map = { 0 };

	switch (what) {
	case BK_BPF_BTF:
		return ask_btf(call, fd, info, btf);
	case BK_BPF_PROGRAM:
		BK_TRY(ask(call, fd, &program, sizeof(program)));
		info->btf_id = program.btf_id;
		memcpy(info->name, program.name, sizeof(program.name));
		return NULL;
	case BK_BPF_MAP:
		BK_TRY(ask(call, fd, &map, sizeof(map)));
		info->btf_id = map.btf_id;
		memcpy(info->name, map.name, sizeof(map.name));
		return NULL;
	}
	return NULL;
}

struct bk_error *bk_bpf_get(bk_bpf_call *call, enum bk_bpf_object what, uint32_t id,
			    struct bk_bpf_info *info, struct bk_buffer *btf, bool *is_there)
{
	union bpf_attr attr;
	struct bk_error *error;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.start_id = id; /* the same place, whatever the object is */
	*info = (struct bk_bpf_info){ 0 };
	fd = call(objects[what].fd_by_id, &attr);
	*is_there = fd >= 0;
	if (fd == -ENOENT)
		return NULL;
	if (fd < 0)
		return refused(-fd);
	error = ask_object(call, what, fd, info, btf);
	close(fd);
	return error;
}
