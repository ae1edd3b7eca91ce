// SPDX-License-Identifier: GPL-2.0-or-later
/* The embedded BPF objects: a line each in OBJECTS(). */
#include <string.h>

#include "bpf/objects.h"

/* The object's name, a C word for its symbols, its file below the build directory. */
#define OBJECTS(X)                                                                                 \
	X("hello", hello, "bpf/demos/hello.bpf.o")                                                 \
	X("hello-map", hello_map, "bpf/demos/hello-map.bpf.o")                                     \
	X("percpu-counter", percpu_counter, "bpf/demos/percpu-counter.bpf.o")                      \
	X("hello-buffer", hello_buffer, "bpf/demos/hello-buffer.bpf.o")                            \
	X("hello-tail", hello_tail, "bpf/demos/hello-tail.bpf.o")                                  \
	X("hello-config", hello_config, "bpf/demos/hello-config.bpf.o")                            \
	X("hello-ring", hello_ring, "bpf/demos/hello-ring.bpf.o")                                  \
	X("perf-vs-ring", perf_vs_ring, "bpf/demos/perf-vs-ring.bpf.o")                            \
	X("exec-log", exec_log, "bpf/demos/exec-log.bpf.o")                                        \
	X("proto-bytes", proto_bytes, "bpf/demos/proto-bytes.bpf.o")                               \
	X("dst-flows", dst_flows, "bpf/demos/dst-flows.bpf.o")                                     \
	X("flow-parser", flow_parser, "bpf/demos/flow-parser.bpf.o")                               \
	X("trace-output", trace_output, "bpf/demos/trace-output.bpf.o")                            \
	X("ip-tracker", ip_tracker, "bpf/demos/ip-tracker.bpf.o")                                  \
	X("cgroup-gate", cgroup_gate, "bpf/demos/cgroup-gate.bpf.o")                               \
	X("map-in-map", map_in_map, "bpf/demos/map-in-map.bpf.o")                                  \
	X("off-cpu", off_cpu, "bpf/demos/off-cpu.bpf.o")                                           \
	X("tcp-rtt", tcp_rtt, "bpf/demos/tcp-rtt.bpf.o")                                           \
	X("conntrack", conntrack, "bpf/demos/conntrack.bpf.o")                                     \
	X("map-zoo", map_zoo, "bpf/demos/map-zoo.bpf.o")                                           \
	X("sock-redirect", sock_redirect, "bpf/demos/sock-redirect.bpf.o")                         \
	X("entries", entries, "bpf/probes/entries.bpf.o")                                          \
	X("inventory", inventory, "bpf/probes/inventory.bpf.o")                                    \
	X("ring", ring, "bpf/probes/ring.bpf.o")                                                   \
	X("readers", readers, "bpf/probes/readers.bpf.o")                                          \
	X("sockets", sockets, "bpf/probes/sockets.bpf.o")                                          \
	X("trace", trace, "bpf/probes/trace.bpf.o")

/* Aligned, since libbpf reads the ELF structures where they are. */
#define EMBED(name_, word_, file_)                                                                 \
	__asm__(".pushsection .rodata\n"                                                           \
		".balign 16\n"                                                                     \
		"image_" #word_ ":\n"                                                              \
		".incbin \"" file_ "\"\n"                                                          \
		"image_" #word_ "_end:\n"                                                          \
		".popsection\n");                                                                  \
	extern const char image_##word_[], image_##word_##_end[];

#define ROW(name_, word_, file_) {name_, image_##word_, image_##word_##_end},

OBJECTS(EMBED)

static const struct bpf_image images[] = {OBJECTS(ROW)};

const struct bpf_image *bpf_image(const char *name)
{
	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++) {
		if (!strcmp(images[i].name, name))
			return &images[i];
	}
	return NULL;
}
