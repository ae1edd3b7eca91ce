// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of demos: a word each in DEMOS(); each is described in bpf/demos/. */
#include "bpf/demo.h"

#define DEMOS(X)                                                                                   \
	X(hello)                                                                                   \
	X(hello_map)                                                                               \
	X(percpu_counter)                                                                          \
	X(hello_buffer)                                                                            \
	X(hello_tail)                                                                              \
	X(hello_config)                                                                            \
	X(hello_ring)                                                                              \
	X(perf_vs_ring)                                                                            \
	X(exec_log)                                                                                \
	X(proto_bytes)                                                                             \
	X(dst_flows)                                                                               \
	X(flow_parser)                                                                             \
	X(trace_output)                                                                            \
	X(ip_tracker)                                                                              \
	X(cgroup_gate)                                                                             \
	X(map_in_map)                                                                              \
	X(off_cpu)                                                                                 \
	X(tcp_rtt)                                                                                 \
	X(conntrack)                                                                               \
	X(sock_redirect)                                                                           \
	X(map_zoo)

#define DECLARE(word_) extern const struct demo demo_##word_;
#define ROW(word_) &demo_##word_,

DEMOS(DECLARE)

static const struct demo *const demos[] = {DEMOS(ROW)};

#define N_DEMOS (sizeof(demos) / sizeof(demos[0]))

const struct demo *demo_at(unsigned int i)
{
	return i < N_DEMOS ? demos[i] : NULL;
}

static bool is_called(const struct demo *demo, const char *name)
{
	if (!strcmp(name, demo->name))
		return true;
	for (const char *const *also = demo->also; also && *also; also++) {
		if (!strcmp(name, *also))
			return true;
	}
	return false;
}

static void fail_unknown(const char *name, struct err *err)
{
	BUF_CLEANUP struct buf names = {0};

	for (size_t i = 0; i < N_DEMOS; i++)
		buf_printf(&names, "%s%s", i ? ", " : "", demos[i]->name);
	fail(err, -ENOENT, "there is no demo \"%s\"", name);
	err_hint(err, "demos: %s", buf_cstr(&names));
}

const struct demo *demo_find(const char *name, struct err *err)
{
	for (size_t i = 0; i < N_DEMOS; i++) {
		if (is_called(demos[i], name))
			return demos[i];
	}
	fail_unknown(name, err);
	return NULL;
}
