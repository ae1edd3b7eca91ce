// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes and reads records:
 *   events load OBJ.bpf.o DIR         pins its maps and programs as DIR/NAME
 *   events send DIR/PROG N FIRST [CPU] runs it until it has sent N records; prints how many found
 *                                     no room. RATE=N in the environment: so many a second
 *   events once DIR/PROG A B          runs it once with these arguments
 *   events ring PIN, events perf PIN [CPU] reads as libbpf does, all CPUs or one: prints "ready", and
 *                                     on SIGTERM the count
 *   events user PIN                   holds a user_ringbuf open for sending: "ready", until SIGTERM
 *   events drain PIN N                consumes N records of a ring buffer with an empty callback
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <linux/perf_event.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

enum { MANY = 100 };

static volatile sig_atomic_t ended;
static unsigned long long records, lost;

static int die(const char *what)
{
	fprintf(stderr, "events: %s: %s\n", what, strerror(errno));
	return 1;
}

static int load(const char *path, const char *dir)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;
	struct bpf_map *map;
	char pin[4096];

	if (!object || bpf_object__load(object))
		return die(path);
	bpf_object__for_each_map(map, object) {
		if (bpf_map__is_internal(map))
			continue;
		snprintf(pin, sizeof(pin), "%s/%s", dir, bpf_map__name(map));
		if (bpf_map__pin(map, pin))
			return die(pin);
	}
	bpf_object__for_each_program(program, object) {
		snprintf(pin, sizeof(pin), "%s/%s", dir, bpf_program__name(program));
		if (bpf_program__pin(program, pin))
			return die(pin);
	}
	bpf_object__close(object);
	return 0;
}

static int run_once(int fd, const __u64 args[2], int cpu, __u32 *dropped)
{
	struct bpf_test_run_opts opts;

	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	opts.ctx_in = args;
	opts.ctx_size_in = 2 * sizeof(*args);
	if (cpu >= 0) {
		opts.flags = BPF_F_TEST_RUN_ON_CPU;
		opts.cpu = (__u32)cpu;
	}
	if (bpf_prog_test_run_opts(fd, &opts))
		return die("run");
	*dropped = opts.retval;
	return 0;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int send_all(const char *pin, __u64 n, __u64 first, int cpu)
{
	const char *rate = getenv("RATE");
	double start = now(), each = rate ? 1 / atof(rate) : 0;
	__u64 all = 0;
	int fd = bpf_obj_get(pin);

	if (fd < 0)
		return die(pin);
	for (__u64 i = 0; i < n; i += MANY) {
		__u64 args[2] = {n - i < MANY ? n - i : MANY, first + i};
		__u32 dropped;

		while (each > 0 && now() < start + (double)i * each)
			;
		if (run_once(fd, args, cpu, &dropped))
			return 1;
		all += dropped;
	}
	printf("%llu\n", (unsigned long long)all);
	return 0;
}

static int once(const char *pin, __u64 a, __u64 b)
{
	__u64 args[2] = {a, b};
	__u32 dropped;
	int fd = bpf_obj_get(pin);

	if (fd < 0 || run_once(fd, args, -1, &dropped))
		return die(pin);
	return dropped != 0;
}

static void on_signal(int signal)
{
	(void)signal;
	ended = 1;
}

static int on_record(void *ctx, void *data, size_t size)
{
	(void)ctx;
	(void)data;
	(void)size;
	records++;
	return 0;
}

static void on_sample(void *ctx, int cpu, void *data, __u32 size)
{
	(void)cpu;
	on_record(ctx, data, size);
}

static void on_lost(void *ctx, int cpu, __u64 n)
{
	(void)ctx;
	(void)cpu;
	lost += n;
}

static enum bpf_perf_event_ret on_event(void *ctx, int cpu, struct perf_event_header *event)
{
	(void)cpu;
	if (event->type == PERF_RECORD_SAMPLE)
		on_record(ctx, event, event->size);
	return LIBBPF_PERF_EVENT_CONT;
}

static struct perf_buffer *open_perf(int fd, int cpu)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.wakeup_events = 1,
	};
	struct perf_buffer_raw_opts opts = {
		.sz = sizeof(opts), .cpu_cnt = 1, .cpus = &cpu, .map_keys = &cpu,
	};

	return cpu < 0 ? perf_buffer__new(fd, 8, on_sample, on_lost, NULL, NULL)
		       : perf_buffer__new_raw(fd, 8, &attr, on_event, NULL, &opts);
}

static int read_until_told(const char *pin, int perf, int cpu)
{
	int fd = bpf_obj_get(pin);
	struct ring_buffer *ring = NULL;
	struct perf_buffer *buffer = NULL;

	if (fd < 0)
		return die(pin);
	if (perf)
		buffer = open_perf(fd, cpu);
	else
		ring = ring_buffer__new(fd, on_record, NULL, NULL);
	if (!ring && !buffer)
		return die("open");
	signal(SIGTERM, on_signal);
	puts("ready");
	fflush(stdout);
	while (!ended) {
		if (perf)
			perf_buffer__poll(buffer, 50);
		else
			ring_buffer__poll(ring, 50);
	}
	/* the signal may have come before what woke it up */
	if (perf)
		perf_buffer__consume(buffer);
	else
		ring_buffer__consume(ring);
	printf("%llu %llu\n", records, lost);
	ring_buffer__free(ring);
	perf_buffer__free(buffer);
	return 0;
}

static int hold_user(const char *pin)
{
	int fd = bpf_obj_get(pin);
	struct user_ring_buffer *ring = fd < 0 ? NULL : user_ring_buffer__new(fd, NULL);

	if (!ring)
		return die(pin);
	signal(SIGTERM, on_signal);
	puts("ready");
	fflush(stdout);
	while (!ended)
		usleep(20000);
	user_ring_buffer__free(ring);
	return 0;
}

static int drain(const char *pin, __u64 n)
{
	int fd = bpf_obj_get(pin);
	struct ring_buffer *ring = fd < 0 ? NULL : ring_buffer__new(fd, on_record, NULL, NULL);

	if (!ring)
		return die(pin);
	while (records < n) {
		if (ring_buffer__poll(ring, 100) < 0)
			return die("poll");
	}
	ring_buffer__free(ring);
	return 0;
}

int main(int argc, char **argv)
{
	__u64 n = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
	const char *what = argc > 2 ? argv[1] : "";

	if (!strcmp(what, "load") && argc == 4)
		return load(argv[2], argv[3]);
	if (!strcmp(what, "send") && argc >= 5)
		return send_all(argv[2], n, strtoull(argv[4], NULL, 10),
				argc > 5 ? atoi(argv[5]) : -1);
	if (!strcmp(what, "once") && argc == 5)
		return once(argv[2], n, strtoull(argv[4], NULL, 10));
	if (!strcmp(what, "ring") || !strcmp(what, "perf"))
		return read_until_told(argv[2], !strcmp(what, "perf"), argc > 3 ? (int)n : -1);
	if (!strcmp(what, "user"))
		return hold_user(argv[2]);
	if (!strcmp(what, "drain") && argc == 4)
		return drain(argv[2], n);
	fprintf(stderr, "usage: see the source\n");
	return 2;
}
