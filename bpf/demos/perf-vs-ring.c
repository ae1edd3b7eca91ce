// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo perf-vs-ring: the same events through both kinds of buffer. */
#include <poll.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf/demo_traffic.h"

#define PINS "/sys/fs/bpf/mapctl/perf-vs-ring/"
#define CALLS 20000
#define CALLERS 2
#define PERF_PAGES 32

/* As the BPF program has them. */
enum transport { PERF, RING, TRANSPORTS };

struct event {
	__u64 nr, time_ns;
};

struct result {
	__u64 received, lost, out_of_order, wakeups, memory;
};

static const struct demo_hook hooks[] = {
	{.program = "event_raw_tp", .name = "raw tracepoint sys_enter"},
	{.program = "event_fentry", .name = "fentry on getppid"},
	{.program = "event_kprobe", .name = "kprobe on getppid"},
	{0},
};

static const char *const maps[] = {"results", "counters", "perf", "ring", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl dump " PINS "results",
	 .example = "key  received lost out_of_order wakeups memory\n"
		    "PERF    40000    0         9672   10979 262144\n"
		    "RING    40000    0         1197    7076 262144\n"},
	{.command = "mapctl -J lookup " PINS "counters 0",
	 .output = "{\"key\":0,\"value\":40000}\n"},
	{.command = "mapctl demo stop perf-vs-ring"},
	{0},
};

/* The reader of both buffers. */
struct reader {
	struct result results[TRANSPORTS];
	__u64 youngest[TRANSPORTS]; /* the largest number so far */
	struct perf_buffer *perf;
	struct ring_buffer *ring;
};

/* `data` may stand anywhere: perf puts a size of four bytes before its records. */
static void take(struct reader *reader, enum transport from, const void *data)
{
	struct result *result = &reader->results[from];
	struct event event;

	memcpy(&event, data, sizeof(event));
	if (result->received++ && event.nr < reader->youngest[from])
		result->out_of_order++;
	else
		reader->youngest[from] = event.nr;
}

static void on_perf(void *ctx, int cpu, void *data, __u32 size)
{
	(void)cpu;
	if (size >= sizeof(struct event))
		take(ctx, PERF, data);
}

static void on_perf_lost(void *ctx, int cpu, __u64 lost)
{
	struct reader *reader = ctx;

	(void)cpu;
	reader->results[PERF].lost += lost;
}

static int on_ring(void *ctx, void *data, size_t size)
{
	if (size >= sizeof(struct event))
		take(ctx, RING, data);
	return 0;
}

static int map_fd(const struct demo_live *live, const char *name)
{
	return bpf_object__find_map_fd_by_name(live->object, name);
}

static __u64 counter(const struct demo_live *live, __u32 i)
{
	__u64 value = 0;

	bpf_map_lookup_elem(map_fd(live, "counters"), &i, &value);
	return value;
}

static int reader_open(struct reader *reader, const struct demo_live *live)
{
	const struct bpf_map *ring = bpf_object__find_map_by_name(live->object, "ring");
	__u64 page = (__u64)sysconf(_SC_PAGESIZE);

	reader->perf = perf_buffer__new(map_fd(live, "perf"), PERF_PAGES, on_perf, on_perf_lost,
					reader, NULL);
	if (!reader->perf)
		return -errno;
	reader->ring = ring_buffer__new(map_fd(live, "ring"), on_ring, reader, NULL);
	if (!reader->ring)
		return -errno;
	reader->results[PERF].memory = perf_buffer__buffer_cnt(reader->perf) * PERF_PAGES * page;
	reader->results[RING].memory = bpf_map__max_entries(ring);
	return 0;
}

static void reader_close(struct reader *reader)
{
	perf_buffer__free(reader->perf);
	ring_buffer__free(reader->ring);
}

/* Whether one of the buffers has woken this process; both are read if it was. */
static bool read_both(struct reader *reader, int wait_ms)
{
	struct pollfd fds[TRANSPORTS] = {
		[PERF] = {.fd = perf_buffer__epoll_fd(reader->perf), .events = POLLIN},
		[RING] = {.fd = ring_buffer__epoll_fd(reader->ring), .events = POLLIN},
	};

	if (poll(fds, TRANSPORTS, wait_ms) <= 0)
		return false;
	if (fds[PERF].revents) {
		reader->results[PERF].wakeups++;
		perf_buffer__consume(reader->perf);
	}
	if (fds[RING].revents) {
		reader->results[RING].wakeups++;
		ring_buffer__consume(reader->ring);
	}
	return true;
}

static int call(const struct demo_live *live, unsigned int nth)
{
	(void)live;
	traffic_choose_cpu(nth);
	return traffic_getppid(5009, CALLS);
}

static int call_all(const struct demo_live *live, unsigned int nth)
{
	(void)nth;
	return traffic_children(call, live, CALLERS);
}

/* Callers in a child, so that this process reads meanwhile. */
static int compare(const struct demo_live *live, struct reader *reader)
{
	__u64 dropped = counter(live, 1);
	int rc = reader_open(reader, live);
	pid_t pid;

	if (rc)
		return rc;
	pid = traffic_fork(call_all, live);
	if (pid < 0)
		return pid;
	while (!traffic_ended(pid))
		read_both(reader, 10);
	rc = traffic_wait(pid);
	while (read_both(reader, 0))
		;
	reader->results[RING].lost = counter(live, 1) - dropped;
	return rc;
}

static int traffic(const struct demo_live *live, struct err *err)
{
	struct reader reader = {0};
	int rc = compare(live, &reader);

	reader_close(&reader);
	for (__u32 i = 0; !rc && i < TRANSPORTS; i++)
		rc = bpf_map_update_elem(map_fd(live, "results"), &i, &reader.results[i], BPF_ANY);
	return rc ? fail(err, rc, "cannot compare the buffers: %s", err_text(rc)) : 0;
}

const struct demo demo_perf_vs_ring = {
	.name = "perf-vs-ring",
	.brief = "compares a perf buffer with a ring buffer",
	.about = "Two processes, on a CPU each if there are two, make events that go through\n"
		 "the perf event array perf and the ring buffer ring. What the reader of both\n"
		 "found is in results: records received and lost, those that came after a\n"
		 "younger one, wake-ups, and the memory of the buffers. A perf buffer is one\n"
		 "per CPU, and read one CPU after the other: order is lost, and each needs\n"
		 "room for its own worst case. A ring is one for all; out of order is what\n"
		 "was overtaken between getting its number and its place.",
	.object = "perf-vs-ring",
	.hooks = hooks,
	.needs = "atomic operations that return what was there (Linux 5.12)",
	.maps = maps,
	.tries = tries,
	.traffic_about = "two processes of user 5009 make 20,000 events each",
	.traffic = traffic,
};
