// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Looks at the process, its limits and the kernel's settings. */
#include "btfkit/live/surroundings.h"

#include "btfkit/source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

/* linux/capability.h of older systems has not the last two. */
enum {
	CAPABILITY_NET_ADMIN = 12,
	CAPABILITY_SYS_ADMIN = 21,
	CAPABILITY_PERFMON = 38,
	CAPABILITY_BPF = 39
};

/* The first namespace of processes has this inode in all kernels: PROC_PID_INIT_INO. */
static const ino_t FIRST_PID_NAMESPACE = 0xeffffffc;

/* The beginning of a small file; "" where it cannot be read. */
static void read_start(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, size - 1);

	text[got < 0 ? 0 : got] = '\0';
	if (fd >= 0)
		close(fd);
}

static void look_at_process(struct bk_live_surroundings *s)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };
	struct rlimit limit;
	struct stat space;
	char text[4096];

	s->capabilities = UINT64_MAX;
	if (syscall(SYS_capget, &head, data) == 0)
		s->capabilities = data[0].effective | (uint64_t)data[1].effective << 32;
	s->is_filtered = prctl(PR_GET_SECCOMP) == SECCOMP_MODE_FILTER;
	read_start("/proc/self/uid_map", text, sizeof(text));
	s->is_in_user_namespace = *text && !strstr(text, "4294967295");
	s->is_in_pid_namespace =
		stat("/proc/self/ns/pid", &space) == 0 && space.st_ino != FIRST_PID_NAMESPACE;
	s->memlock_bytes = UINT64_MAX;
	if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
		s->memlock_bytes = limit.rlim_cur;
}

void bk_surroundings_look(struct bk_live_surroundings *s)
{
	struct utsname names;
	char text[256];

	*s = (struct bk_live_surroundings){ .unprivileged_disabled = -1 };
	look_at_process(s);
	if (uname(&names) == 0) {
		char *end;

		s->major = (unsigned int)strtoul(names.release, &end, 10);
		s->minor = *end == '.' ? (unsigned int)strtoul(end + 1, NULL, 10) : 0;
	}
	read_start("/proc/sys/kernel/unprivileged_bpf_disabled", text, sizeof(text));
	if (*text >= '0' && *text <= '9')
		s->unprivileged_disabled = *text - '0';
	read_start("/sys/kernel/security/lockdown", text, sizeof(text));
	s->is_locked_down = strstr(text, "[confidentiality]") != NULL;
	s->has_btf = access(BK_RUNNING_KERNEL, R_OK) == 0;
	s->has_sysfs = access("/sys/kernel", F_OK) == 0;
}

static bool may(const struct bk_live_surroundings *s, int capability)
{
	return s->capabilities >> capability & 1 || s->capabilities >> CAPABILITY_SYS_ADMIN & 1;
}

bool bk_surroundings_may_list(const struct bk_live_surroundings *s)
{
	return may(s, CAPABILITY_SYS_ADMIN);
}

#define BIT(type) (UINT64_C(1) << BPF_PROG_TYPE_##type)

/* Extensions may be of programs of any type. */
static const uint64_t TRACING_TYPES = BIT(KPROBE) | BIT(TRACEPOINT) | BIT(PERF_EVENT) |
				      BIT(RAW_TRACEPOINT) | BIT(RAW_TRACEPOINT_WRITABLE) |
				      BIT(TRACING) | BIT(LSM) | BIT(STRUCT_OPS) | BIT(EXT);
static const uint64_t NETWORK_TYPES =
	BIT(SCHED_CLS) | BIT(SCHED_ACT) | BIT(XDP) | BIT(LWT_IN) | BIT(LWT_OUT) | BIT(LWT_XMIT) |
	BIT(LWT_SEG6LOCAL) | BIT(SK_SKB) | BIT(SK_MSG) | BIT(FLOW_DISSECTOR) | BIT(CGROUP_DEVICE) |
	BIT(CGROUP_SOCK) | BIT(CGROUP_SOCK_ADDR) | BIT(CGROUP_SOCKOPT) | BIT(CGROUP_SYSCTL) |
	BIT(SOCK_OPS) | BIT(EXT) | UINT64_C(1) << 32 /* NETFILTER, since 6.4 */;

const char *bk_surroundings_lack(const struct bk_live_surroundings *s, enum bpf_prog_type type)
{
	uint64_t bit = UINT64_C(1) << (type & 63);

	if (!bk_surroundings_since(s, 5, 8))
		return may(s, CAPABILITY_SYS_ADMIN) ? NULL : "CAP_SYS_ADMIN";
	if (!may(s, CAPABILITY_BPF))
		return "CAP_BPF";
	if (TRACING_TYPES & bit && !may(s, CAPABILITY_PERFMON))
		return "CAP_PERFMON";
	return NETWORK_TYPES & bit && !may(s, CAPABILITY_NET_ADMIN) ? "CAP_NET_ADMIN" : NULL;
}

static struct bk_error *explain_capabilities(const struct bk_live_surroundings *s,
					     struct bk_error *error)
{
	if (!bk_surroundings_since(s, 5, 8)) {
		if (!may(s, CAPABILITY_SYS_ADMIN))
			error = bk_error_add_line(error, "this process lacks CAP_SYS_ADMIN: run "
							 "btfkit as root");
		return error;
	}
	if (!may(s, CAPABILITY_BPF) && !may(s, CAPABILITY_PERFMON))
		error = bk_error_add_line(error, "this process lacks CAP_BPF and CAP_PERFMON: run "
						 "btfkit as root, or give it these");
	else if (!may(s, CAPABILITY_BPF))
		error = bk_error_add_line(error, "this process lacks CAP_BPF");
	else if (!may(s, CAPABILITY_PERFMON))
		error = bk_error_add_line(error, "this process lacks CAP_PERFMON");
	if (!may(s, CAPABILITY_BPF) && s->unprivileged_disabled > 0)
		error = bk_error_add_line(error, "kernel.unprivileged_bpf_disabled is set: without "
						 "CAP_BPF no program can be loaded");
	return error;
}

struct bk_error *bk_surroundings_explain_btf(const struct bk_live_surroundings *s,
					     struct bk_error *error)
{
	if (error && !s->has_sysfs)
		error = bk_error_add_line(error, "/sys is not mounted here");
	else if (error && !s->has_btf)
		error = bk_error_add_line(error,
					  "there is no " BK_RUNNING_KERNEL ": the kernel was built "
					  "without CONFIG_DEBUG_INFO_BTF, or /sys is hidden");
	return error;
}

/* What is counted against the limit fails as if it were not permitted. */
static bool is_limited(const struct bk_live_surroundings *s, const struct bk_error *error)
{
	return !bk_surroundings_since(s, 5, 11) && s->memlock_bytes < 64 << 20 &&
	       strstr(bk_error_text(error), strerror(EPERM));
}

struct bk_error *bk_surroundings_explain(const struct bk_live_surroundings *s,
					 enum bpf_prog_type as, struct bk_error *error)
{
	if (!error)
		return NULL;
	if (as == BPF_PROG_TYPE_SYSCALL && !bk_surroundings_since(s, 5, 14))
		error = bk_error_add_line(error, "programs of type syscall are there since Linux "
						 "5.14: see --as");
	if (as == BPF_PROG_TYPE_RAW_TRACEPOINT && !bk_surroundings_since(s, 5, 10))
		error = bk_error_add_line(error, "programs of type raw_tp can be run since Linux "
						 "5.10: see --as");
	error = explain_capabilities(s, error);
	if (s->is_in_user_namespace)
		error = bk_error_add_line(error, "it runs in a user namespace, as in a rootless "
						 "container: capabilities there are none for BPF");
	if (s->is_filtered)
		error = bk_error_add_line(error, "a seccomp filter is in force, as in a container: "
						 "it may refuse bpf(2)");
	if (s->is_locked_down)
		error = bk_error_add_line(error, "the kernel is locked down (confidentiality): BPF "
						 "programs may not read kernel memory");
	if (is_limited(s, error))
		error = bk_error_add_line(error, "before Linux 5.11 maps count as locked memory: "
						 "raise the limit (ulimit -l unlimited)");
	return bk_surroundings_explain_btf(s, error);
}
