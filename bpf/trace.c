// SPDX-License-Identifier: GPL-2.0-or-later
/* Loads the programs that trace bpf() calls, and reads what they send. */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf/caps.h"
#include "bpf/objects.h"
#include "bpf/probes/trace.h"
#include "bpf/trace.h"

_Static_assert(TRACE_KEY_MAX == PROBE_KEY_MAX, "what is promised is what is copied");

struct trace {
	struct bpf_object *object;
	struct bpf_link *enter, *leave;
	struct ring_buffer *ring;
	struct probe_state *state; /* mapped read-only: the programs write it */
	__u64 token;
	void *key; /* of the filter: key_size bytes */
	__u32 key_size;
	/* during trace_consume() */
	trace_fn *take;
	void *arg;
	int rc; /* what take() returned */
};

static const struct call_kind {
	__u32 cmd;
	const char *name;
	bool batch, gives_key, gives_value;
} kinds[] = {
	{BPF_MAP_LOOKUP_ELEM, "lookup", .gives_value = true},
	{BPF_MAP_UPDATE_ELEM, "update", .batch = false},
	{BPF_MAP_DELETE_ELEM, "delete", .batch = false},
	{BPF_MAP_GET_NEXT_KEY, "get_next_key", .gives_key = true},
	{BPF_MAP_LOOKUP_AND_DELETE_ELEM, "lookup_and_delete", .gives_value = true},
	{BPF_MAP_LOOKUP_BATCH, "lookup_batch", .batch = true, .gives_value = true},
	{BPF_MAP_LOOKUP_AND_DELETE_BATCH, "lookup_and_delete_batch", .batch = true,
	 .gives_value = true},
	{BPF_MAP_UPDATE_BATCH, "update_batch", .batch = true},
	{BPF_MAP_DELETE_BATCH, "delete_batch", .batch = true},
};

static const struct call_kind *kind_of(__u32 cmd)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].cmd == cmd)
			return &kinds[i];
	}
	return NULL;
}

/* What the programs cannot tell of a batch. */
static bool may_have_key(const struct trace *trace, const struct trace_call *call)
{
	const char *keys = call->key.data;
	__u32 size = trace->key_size;

	if (!size || !call->batch)
		return true;
	if (call->key.size != size)
		return false;
	for (__u32 at = 0; at + size <= call->key.bytes; at += size) {
		if (!memcmp(keys + at, trace->key, size))
			return true;
	}
	return call->key.bytes < (__u64)call->count * size;
}

static int on_record(void *ctx, void *data, size_t size)
{
	struct trace *trace = ctx;
	const struct probe_call *sent = data;
	const struct call_kind *kind = size >= sizeof(*sent) ? kind_of(sent->cmd) : NULL;
	const char *bytes = (const char *)(sent + 1);
	struct trace_call call;

	if (!kind || size - sizeof(*sent) < (size_t)sent->key_bytes + sent->value_bytes)
		return 0;
	call = (struct trace_call){
		.name = kind->name,
		.time = sent->time,
		.ret = sent->ret,
		.pid = sent->pid,
		.fd = sent->fd,
		.comm = sent->comm,
		.map_id = sent->map_id,
		.map_name = sent->map_name,
		.batch = kind->batch,
		.gives_key = kind->gives_key,
		.gives_value = kind->gives_value,
		.count = sent->count,
		.key = {bytes, sent->key_size, sent->key_bytes},
		.value = {bytes + sent->key_bytes, sent->value_size, sent->value_bytes},
	};
	if (may_have_key(trace, &call))
		trace->rc = trace->take(trace->arg, &call);
	return trace->rc ? -ECANCELED : 0;
}

static int set_filter(struct trace *trace, struct kernel *kernel,
		      const struct trace_filter *filter)
{
	struct bpf_map *rodata = bpf_object__find_map_by_name(trace->object, ".rodata");
	struct probe_filter set = {
		.map_id = filter->map_id,
		.pid = filter->pid,
		.cpus = kernel_possible_cpus(kernel),
		.key_size = filter->key_size,
	};

	if (filter->key_size > sizeof(set.key))
		return -E2BIG;
	if (filter->key_size) {
		memcpy(set.key, filter->key, filter->key_size);
		trace->key = malloc(filter->key_size);
		if (!trace->key)
			return -ENOMEM;
		memcpy(trace->key, filter->key, filter->key_size);
		trace->key_size = filter->key_size;
	}
	if (getrandom(&trace->token, sizeof(trace->token), 0) != sizeof(trace->token))
		return -EAGAIN;
	set.token = trace->token;
	return rodata ? bpf_map__set_initial_value(rodata, &set, sizeof(set)) : -EPROTO;
}

static int load(struct trace *trace, struct kernel *kernel, const struct trace_filter *filter)
{
	const struct bpf_image *image = bpf_image("trace");
	const struct bpf_object_open_opts opts = {.sz = sizeof(opts), .object_name = "mapctl"};
	int rc;

	trace->object = bpf_object__open_mem(image->start, bpf_image_size(image), &opts);
	if (!trace->object)
		return -errno;
	rc = set_filter(trace, kernel, filter);
	return rc ? rc : bpf_object__load(trace->object);
}

static int attach(struct trace *trace, const char *name, struct bpf_link **link)
{
	const struct bpf_program *program = bpf_object__find_program_by_name(trace->object, name);

	*link = program ? bpf_program__attach(program) : NULL;
	return *link ? 0 : program ? -errno : -ENOENT;
}

/* Tells the program by a lookup that is refused, for its flags, who traces. */
static int introduce(const struct trace *trace)
{
	int fd = bpf_object__find_map_fd_by_name(trace->object, "mapctl_scratch");
	const volatile struct probe_state *state = trace->state;
	__u32 key = 0;
	__u64 value;

	bpf_map_lookup_elem_flags(fd, &key, &value, trace->token);
	return state->map_operations ? 0 : -EOPNOTSUPP;
}

static int start(struct trace *trace)
{
	int fd = bpf_object__find_map_fd_by_name(trace->object, "mapctl_records"), rc;
	const struct bpf_map *bss = bpf_object__find_map_by_name(trace->object, ".bss");
	void *state;

	state = mmap(NULL, sizeof(*trace->state), PROT_READ, MAP_SHARED,
		     bss ? bpf_map__fd(bss) : -1, 0);
	if (state == MAP_FAILED)
		return -errno;
	trace->state = state;
	trace->ring = ring_buffer__new(fd, on_record, trace, NULL);
	if (!trace->ring)
		return -errno;
	rc = attach(trace, "call_exit", &trace->leave);
	if (!rc)
		rc = attach(trace, "call_enter", &trace->enter);
	return rc ? rc : introduce(trace);
}

int trace_new(struct trace **out, struct kernel *kernel, const struct trace_filter *filter,
	      struct err *err)
{
	struct trace *trace = calloc(1, sizeof(*trace));
	int rc;

	*out = NULL;
	if (!trace)
		return fail_oom(err);
	rc = load(trace, kernel, filter);
	if (!rc)
		rc = start(trace);
	if (rc) {
		trace_free(trace);
		return fail_op(err, OP_LOAD, rc, "cannot trace system calls");
	}
	*out = trace;
	return 0;
}

void trace_stop(struct trace *trace)
{
	bpf_link__destroy(trace->enter);
	bpf_link__destroy(trace->leave);
	trace->enter = trace->leave = NULL;
}

void trace_free(struct trace *trace)
{
	if (!trace)
		return;
	trace_stop(trace);
	if (trace->state)
		munmap(trace->state, sizeof(*trace->state));
	ring_buffer__free(trace->ring);
	bpf_object__close(trace->object);
	free(trace->key);
	free(trace);
}

int trace_fd(const struct trace *trace)
{
	return ring_buffer__epoll_fd(trace->ring);
}

int trace_consume(struct trace *trace, trace_fn *take, void *arg)
{
	trace->take = take;
	trace->arg = arg;
	trace->rc = 0;
	ring_buffer__consume(trace->ring);
	return trace->rc;
}

__u64 trace_lost(const struct trace *trace)
{
	return __atomic_load_n(&trace->state->lost, __ATOMIC_RELAXED);
}
