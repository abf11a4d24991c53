// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Sections of programs, as libbpf 1.8 knows them. The longest prefix counts. */
#include "btfkit/needs/sections.h"

#include <stddef.h>
#include <string.h>

/* clang-format off */
#define FORM(prefix, type)			{ prefix, #type, NULL, false, BK_TARGET_NONE }
#define ATTACH(prefix, type, attach)		{ prefix, #type, #attach, true, BK_TARGET_NONE }
#define MAY_ATTACH(prefix, type, attach)	{ prefix, #type, #attach, false, BK_TARGET_NONE }
#define TARGET(prefix, type, attach, form)	{ prefix, #type, #attach, true, BK_TARGET_##form }
#define PROBE(prefix, form)			{ prefix, "KPROBE", NULL, false, BK_TARGET_##form }

static const struct bk_section_form forms[] = {
	FORM("socket", SOCKET_FILTER),
	ATTACH("sk_reuseport/migrate", SK_REUSEPORT, SK_REUSEPORT_SELECT_OR_MIGRATE),
	ATTACH("sk_reuseport", SK_REUSEPORT, SK_REUSEPORT_SELECT),
	PROBE("kprobe", PROBE), PROBE("kretprobe", PROBE),
	PROBE("uprobe", NONE), PROBE("uprobe.s", NONE),
	PROBE("uretprobe", NONE), PROBE("uretprobe.s", NONE),
	TARGET("kprobe.multi", KPROBE, TRACE_KPROBE_MULTI, PROBE),
	TARGET("kretprobe.multi", KPROBE, TRACE_KPROBE_MULTI, PROBE),
	TARGET("kprobe.session", KPROBE, TRACE_KPROBE_SESSION, PROBE),
	ATTACH("uprobe.multi", KPROBE, TRACE_UPROBE_MULTI),
	ATTACH("uretprobe.multi", KPROBE, TRACE_UPROBE_MULTI),
	ATTACH("uprobe.multi.s", KPROBE, TRACE_UPROBE_MULTI),
	ATTACH("uretprobe.multi.s", KPROBE, TRACE_UPROBE_MULTI),
	ATTACH("uprobe.session", KPROBE, TRACE_UPROBE_SESSION),
	ATTACH("uprobe.session.s", KPROBE, TRACE_UPROBE_SESSION),
	PROBE("ksyscall", SYSCALL), PROBE("kretsyscall", SYSCALL),
	PROBE("usdt", NONE), PROBE("usdt.s", NONE),
	MAY_ATTACH("tc/ingress", SCHED_CLS, TCX_INGRESS),
	MAY_ATTACH("tc/egress", SCHED_CLS, TCX_EGRESS),
	MAY_ATTACH("tcx/ingress", SCHED_CLS, TCX_INGRESS),
	MAY_ATTACH("tcx/egress", SCHED_CLS, TCX_EGRESS),
	FORM("tc", SCHED_CLS), FORM("classifier", SCHED_CLS), FORM("action", SCHED_ACT),
	MAY_ATTACH("netkit/primary", SCHED_CLS, NETKIT_PRIMARY),
	MAY_ATTACH("netkit/peer", SCHED_CLS, NETKIT_PEER),
	{ "tracepoint", "TRACEPOINT", NULL, false, BK_TARGET_TRACEPOINT },
	{ "tp", "TRACEPOINT", NULL, false, BK_TARGET_TRACEPOINT },
	{ "raw_tracepoint", "RAW_TRACEPOINT", NULL, false, BK_TARGET_RAW_LATER },
	{ "raw_tp", "RAW_TRACEPOINT", NULL, false, BK_TARGET_RAW_LATER },
	{ "raw_tracepoint.w", "RAW_TRACEPOINT_WRITABLE", NULL, false, BK_TARGET_RAW_LATER },
	{ "raw_tp.w", "RAW_TRACEPOINT_WRITABLE", NULL, false, BK_TARGET_RAW_LATER },
	TARGET("tp_btf", TRACING, TRACE_RAW_TP, RAW),
	TARGET("fentry", TRACING, TRACE_FENTRY, FUNCTION),
	TARGET("fentry.s", TRACING, TRACE_FENTRY, FUNCTION),
	TARGET("fmod_ret", TRACING, MODIFY_RETURN, FUNCTION),
	TARGET("fmod_ret.s", TRACING, MODIFY_RETURN, FUNCTION),
	TARGET("fexit", TRACING, TRACE_FEXIT, FUNCTION),
	TARGET("fexit.s", TRACING, TRACE_FEXIT, FUNCTION),
	TARGET("fsession", TRACING, TRACE_FSESSION, FUNCTION),
	TARGET("fsession.s", TRACING, TRACE_FSESSION, FUNCTION),
	{ "freplace", "EXT", NULL, false, BK_TARGET_PROGRAM },
	TARGET("lsm", LSM, LSM_MAC, LSM), TARGET("lsm.s", LSM, LSM_MAC, LSM),
	TARGET("lsm_cgroup", LSM, LSM_CGROUP, LSM),
	TARGET("iter", TRACING, TRACE_ITER, ITERATOR),
	TARGET("iter.s", TRACING, TRACE_ITER, ITERATOR),
	FORM("syscall", SYSCALL),
	ATTACH("xdp.frags/devmap", XDP, XDP_DEVMAP), ATTACH("xdp/devmap", XDP, XDP_DEVMAP),
	ATTACH("xdp.frags/cpumap", XDP, XDP_CPUMAP), ATTACH("xdp/cpumap", XDP, XDP_CPUMAP),
	MAY_ATTACH("xdp.frags", XDP, XDP), MAY_ATTACH("xdp", XDP, XDP),
	FORM("perf_event", PERF_EVENT),
	FORM("lwt_in", LWT_IN), FORM("lwt_out", LWT_OUT), FORM("lwt_xmit", LWT_XMIT),
	FORM("lwt_seg6local", LWT_SEG6LOCAL),
	MAY_ATTACH("sockops", SOCK_OPS, CGROUP_SOCK_OPS),
	MAY_ATTACH("sk_skb/stream_parser", SK_SKB, SK_SKB_STREAM_PARSER),
	MAY_ATTACH("sk_skb/stream_verdict", SK_SKB, SK_SKB_STREAM_VERDICT),
	MAY_ATTACH("sk_skb/verdict", SK_SKB, SK_SKB_VERDICT),
	FORM("sk_skb", SK_SKB),
	MAY_ATTACH("sk_msg", SK_MSG, SK_MSG_VERDICT),
	MAY_ATTACH("lirc_mode2", LIRC_MODE2, LIRC_MODE2),
	MAY_ATTACH("flow_dissector", FLOW_DISSECTOR, FLOW_DISSECTOR),
	MAY_ATTACH("cgroup_skb/ingress", CGROUP_SKB, CGROUP_INET_INGRESS),
	MAY_ATTACH("cgroup_skb/egress", CGROUP_SKB, CGROUP_INET_EGRESS),
	FORM("cgroup/skb", CGROUP_SKB),
	ATTACH("cgroup/sock_create", CGROUP_SOCK, CGROUP_INET_SOCK_CREATE),
	ATTACH("cgroup/sock_release", CGROUP_SOCK, CGROUP_INET_SOCK_RELEASE),
	MAY_ATTACH("cgroup/sock", CGROUP_SOCK, CGROUP_INET_SOCK_CREATE),
	ATTACH("cgroup/post_bind4", CGROUP_SOCK, CGROUP_INET4_POST_BIND),
	ATTACH("cgroup/post_bind6", CGROUP_SOCK, CGROUP_INET6_POST_BIND),
	ATTACH("cgroup/bind4", CGROUP_SOCK_ADDR, CGROUP_INET4_BIND),
	ATTACH("cgroup/bind6", CGROUP_SOCK_ADDR, CGROUP_INET6_BIND),
	ATTACH("cgroup/connect4", CGROUP_SOCK_ADDR, CGROUP_INET4_CONNECT),
	ATTACH("cgroup/connect6", CGROUP_SOCK_ADDR, CGROUP_INET6_CONNECT),
	ATTACH("cgroup/connect_unix", CGROUP_SOCK_ADDR, CGROUP_UNIX_CONNECT),
	ATTACH("cgroup/sendmsg4", CGROUP_SOCK_ADDR, CGROUP_UDP4_SENDMSG),
	ATTACH("cgroup/sendmsg6", CGROUP_SOCK_ADDR, CGROUP_UDP6_SENDMSG),
	ATTACH("cgroup/sendmsg_unix", CGROUP_SOCK_ADDR, CGROUP_UNIX_SENDMSG),
	ATTACH("cgroup/recvmsg4", CGROUP_SOCK_ADDR, CGROUP_UDP4_RECVMSG),
	ATTACH("cgroup/recvmsg6", CGROUP_SOCK_ADDR, CGROUP_UDP6_RECVMSG),
	ATTACH("cgroup/recvmsg_unix", CGROUP_SOCK_ADDR, CGROUP_UNIX_RECVMSG),
	ATTACH("cgroup/getpeername4", CGROUP_SOCK_ADDR, CGROUP_INET4_GETPEERNAME),
	ATTACH("cgroup/getpeername6", CGROUP_SOCK_ADDR, CGROUP_INET6_GETPEERNAME),
	ATTACH("cgroup/getpeername_unix", CGROUP_SOCK_ADDR, CGROUP_UNIX_GETPEERNAME),
	ATTACH("cgroup/getsockname4", CGROUP_SOCK_ADDR, CGROUP_INET4_GETSOCKNAME),
	ATTACH("cgroup/getsockname6", CGROUP_SOCK_ADDR, CGROUP_INET6_GETSOCKNAME),
	ATTACH("cgroup/getsockname_unix", CGROUP_SOCK_ADDR, CGROUP_UNIX_GETSOCKNAME),
	ATTACH("cgroup/sysctl", CGROUP_SYSCTL, CGROUP_SYSCTL),
	ATTACH("cgroup/getsockopt", CGROUP_SOCKOPT, CGROUP_GETSOCKOPT),
	ATTACH("cgroup/setsockopt", CGROUP_SOCKOPT, CGROUP_SETSOCKOPT),
	MAY_ATTACH("cgroup/dev", CGROUP_DEVICE, CGROUP_DEVICE),
	FORM("struct_ops", STRUCT_OPS), FORM("struct_ops.s", STRUCT_OPS),
	ATTACH("sk_lookup", SK_LOOKUP, SK_LOOKUP),
	ATTACH("netfilter", NETFILTER, NETFILTER),
};
/* clang-format on */

/* How much of the section's name the prefix takes; 0: it is not its prefix. */
static size_t match(const char *section, const char *prefix)
{
	size_t size = strlen(prefix);

	if (strncmp(section, prefix, size) != 0)
		return 0;
	return section[size] == '\0' || section[size] == '/' ? size : 0;
}

const struct bk_section_form *bk_section_form(const char *section, const char **target)
{
	const struct bk_section_form *best = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		size_t size = match(section, forms[i].prefix);

		if (size > longest) {
			best = &forms[i];
			longest = size;
		}
	}
	*target = best && section[longest] == '/' && section[longest + 1] ? section + longest + 1
									  : NULL;
	return best;
}
