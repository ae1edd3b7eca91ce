// SPDX-License-Identifier: GPL-2.0-or-later
/* Which processes look up, change and delete elements of maps with bpf(2). */
#include <asm/errno.h>
#include <asm/unistd.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "bpf/probes/trace.h"

#define KERNEL_TYPE __attribute__((preserve_access_index))

#ifdef __TARGET_ARCH_x86
/* Makes bpf_tracing.h take the kernel's names of registers. */
#define __VMLINUX_H__
struct pt_regs {
	unsigned long di, si, dx;
} KERNEL_TYPE;
#else
#include <linux/ptrace.h>
#endif
#include <bpf/bpf_tracing.h>

/* A 32-bit process on x86: its call numbers mean something else. */
#define TS_COMPAT 2

/* Of 6.19: the value is that of one CPU, or one for all. */
#define ONE_VALUE (1 << 3 | 1 << 4)

struct bpf_map {
	enum bpf_map_type map_type;
	__u32 key_size, value_size;
	__u32 id;
	char name[16];
} KERNEL_TYPE;

struct file {
	void *private_data;
	const void *f_op;
} KERNEL_TYPE;

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
} KERNEL_TYPE;

struct files_struct {
	struct fdtable *fdt;
} KERNEL_TYPE;

struct thread_info {
	__u32 status;
} KERNEL_TYPE;

struct task_struct {
	struct thread_info thread_info;
	struct files_struct *files;
} KERNEL_TYPE;

/* The beginning of bpf_attr for calls on one element, and on many. */
union element_attr {
	struct {
		__u32 map_fd;
		__u64 key, value, flags;
	} one;
	struct {
		__u64 in, out, keys, values;
		__u32 count, map_fd;
		__u64 elem_flags, flags;
	} batch;
};

/* A call that the kernel has not returned from. */
struct pending {
	struct probe_call call;
	__u64 addr; /* of the attributes */
	__u64 keys, values;
	__u64 key[PROBE_KEY_MAX / 8]; /* that get_next_key started from: it may be overwritten */
};

/* By thread. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, struct pending);
} mapctl_pending SEC(".maps");

struct record {
	struct probe_call call;
	char data[PROBE_KEY_MAX + PROBE_VALUE_MAX];
};

struct scratch {
	struct pending pending;
	struct record record;
};

/* Too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} mapctl_scratch SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * PROBE_WAKE_BYTES);
} mapctl_records SEC(".maps");

const volatile struct probe_filter filter = {};
struct probe_state state = {};

static struct scratch *scratch_get(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&mapctl_scratch, &zero);
}

static void count_lost(void)
{
	__sync_fetch_and_add(&state.lost, 1);
}

static bool is_batch(__u32 cmd)
{
	return cmd >= BPF_MAP_LOOKUP_BATCH && cmd <= BPF_MAP_DELETE_BATCH;
}

static bool is_element_call(__u32 cmd)
{
	return (cmd >= BPF_MAP_LOOKUP_ELEM && cmd <= BPF_MAP_GET_NEXT_KEY) ||
	       cmd == BPF_MAP_LOOKUP_AND_DELETE_ELEM || is_batch(cmd);
}

static struct file *file_of(struct task_struct *task, __u32 fd)
{
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **files = BPF_CORE_READ(table, fd), *file = NULL;

	if (fd < BPF_CORE_READ(table, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file), files + fd);
	return file;
}

static struct bpf_map *map_of(struct file *file)
{
	if (!file || (__u64)BPF_CORE_READ(file, f_op) != state.map_operations)
		return NULL;
	return BPF_CORE_READ(file, private_data);
}

/*
 * The tracer looks up an element of a map with flags that nobody else can know: so it is told apart
 * in any PID namespace, and so are the descriptors of maps from all others.
 */
static void take_introduction(struct file *file, const union element_attr *attr)
{
	if (!file || attr->one.flags != filter.token)
		return;
	state.self = bpf_get_current_pid_tgid() >> 32;
	state.map_operations = (__u64)BPF_CORE_READ(file, f_op);
}

static bool is_percpu(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

static void describe_map(struct probe_call *call, struct bpf_map *map)
{
	__u32 size = BPF_CORE_READ(map, value_size);

	if (is_percpu(BPF_CORE_READ(map, map_type)) && !(call->flags & ONE_VALUE))
		size = ((size + 7) & ~7U) * filter.cpus;
	call->map_id = BPF_CORE_READ(map, id);
	call->key_size = BPF_CORE_READ(map, key_size);
	call->value_size = size;
	BPF_CORE_READ_STR_INTO(&call->map_name, map, name);
	if (call->cmd == BPF_MAP_GET_NEXT_KEY)
		call->value_size = call->key_size;
	else if (call->cmd == BPF_MAP_DELETE_ELEM || call->cmd == BPF_MAP_DELETE_BATCH)
		call->value_size = 0;
}

static bool is_wanted_process(void)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;

	return pid != state.self && (!filter.pid || filter.pid == pid);
}

static void take_attr(struct pending *pending, const union element_attr *attr)
{
	struct probe_call *call = &pending->call;

	if (is_batch(call->cmd)) {
		call->flags = attr->batch.elem_flags;
		pending->keys = attr->batch.keys;
		pending->values = attr->batch.values;
	} else {
		call->count = 1;
		call->flags = attr->one.flags;
		pending->keys = attr->one.key;
		pending->values = attr->one.value;
	}
}

/* As many bytes of `count` entries as there is room for. */
static __u32 bytes_of(__u32 size, __u32 count, __u32 room)
{
	__u64 bytes = (__u64)size * count;

	return bytes < room ? bytes : room;
}

/* Of all other calls the key is read when they return: by then its page is there. */
static void take_first_key(struct pending *pending)
{
	__u32 size = bytes_of(pending->call.key_size, 1, sizeof(pending->key));

	if (pending->call.cmd != BPF_MAP_GET_NEXT_KEY || size > sizeof(pending->key))
		return;
	if (pending->keys && !bpf_probe_read_user(pending->key, size, (void *)pending->keys))
		pending->call.key_bytes = size;
}

static void add_pending(struct pending *pending, const union element_attr *attr, struct file *file)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct probe_call *call = &pending->call;
	struct bpf_map *map = map_of(file);

	call->time = bpf_ktime_get_ns();
	call->pid = thread >> 32;
	take_attr(pending, attr);
	if (map)
		describe_map(call, map);
	if (filter.map_id && filter.map_id != call->map_id)
		return;
	take_first_key(pending);
	bpf_get_current_comm(call->comm, sizeof(call->comm));
	if (bpf_map_update_elem(&mapctl_pending, &thread, pending, BPF_ANY))
		count_lost();
}

static bool is_compat(struct task_struct *task)
{
	return bpf_core_field_exists(task->thread_info.status) &&
	       BPF_CORE_READ(task, thread_info.status) & TS_COMPAT;
}

SEC("raw_tp/sys_enter")
int call_enter(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct pt_regs *regs = (struct pt_regs *)ctx->args[0];
	union element_attr attr = {};
	struct scratch *scratch;
	struct file *file;
	__u32 cmd, size, fd;
	__u64 addr;

	if (ctx->args[1] != __NR_bpf || is_compat(task))
		return 0;
	if (state.map_operations && !is_wanted_process())
		return 0;
	cmd = PT_REGS_PARM1_CORE_SYSCALL(regs);
	addr = PT_REGS_PARM2_CORE_SYSCALL(regs);
	size = PT_REGS_PARM3_CORE_SYSCALL(regs);
	if (size > sizeof(attr))
		size = sizeof(attr);
	if (!is_element_call(cmd) || bpf_probe_read_user(&attr, size, (void *)addr))
		return 0;
	fd = is_batch(cmd) ? attr.batch.map_fd : attr.one.map_fd;
	file = file_of(task, fd);
	scratch = scratch_get();
	if (!state.map_operations) {
		take_introduction(file, &attr);
	} else if (scratch) {
		__builtin_memset(&scratch->pending.call, 0, sizeof(scratch->pending.call));
		scratch->pending.addr = addr;
		scratch->pending.call.cmd = cmd;
		scratch->pending.call.fd = fd;
		add_pending(&scratch->pending, &attr, file);
	}
	return 0;
}

/* The value of a call that gives one is only there when it went well; a last batch is an ENOENT. */
static bool has_value(const struct probe_call *call)
{
	if (call->cmd == BPF_MAP_UPDATE_ELEM || call->cmd == BPF_MAP_UPDATE_BATCH)
		return true;
	return !call->ret || (call->ret == -ENOENT && is_batch(call->cmd));
}

static void read_keys(struct record *record, const struct pending *pending)
{
	struct probe_call *call = &record->call;
	__u32 n = bytes_of(call->key_size, call->count, PROBE_KEY_MAX);

	if (call->cmd == BPF_MAP_GET_NEXT_KEY) {
		__builtin_memcpy(record->data, pending->key, sizeof(pending->key));
		return;
	}
	if (n && n <= PROBE_KEY_MAX && pending->keys &&
	    !bpf_probe_read_user(record->data, n, (void *)pending->keys))
		call->key_bytes = n;
}

static void read_values(struct record *record, const struct pending *pending)
{
	struct probe_call *call = &record->call;
	__u32 n = bytes_of(call->value_size, call->count, PROBE_VALUE_MAX);
	__u32 behind = call->key_bytes;

	if (n && n <= PROBE_VALUE_MAX && behind <= PROBE_KEY_MAX && pending->values &&
	    !bpf_probe_read_user(record->data + behind, n, (void *)pending->values))
		call->value_bytes = n;
}

/* Of a batch user space looks for the key. */
static bool is_wanted_key(const struct record *record)
{
	const struct probe_call *call = &record->call;
	__u32 size = filter.key_size;

	if (!size || is_batch(call->cmd))
		return true;
	if (call->key_bytes != size)
		return false;
	for (__u32 i = 0; i < PROBE_KEY_MAX && i < size; i++) {
		if (record->data[i] != ((const volatile char *)filter.key)[i])
			return false;
	}
	return true;
}

/* A wake-up costs more than a record: only when many are there. Else the reader looks by itself. */
static __u64 wake_up(void)
{
	__u64 waiting = bpf_ringbuf_query(&mapctl_records, BPF_RB_AVAIL_DATA);

	return waiting >= PROBE_WAKE_BYTES ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

/*
 * What the kernel was to write is whatever stood there: the keys of batches, too, and their count.
 */
static void drop_unwritten(struct probe_call *call)
{
	call->value_size = 0;
	if (call->cmd == BPF_MAP_LOOKUP_BATCH || call->cmd == BPF_MAP_LOOKUP_AND_DELETE_BATCH)
		call->key_size = call->count = 0;
}

static void send(struct record *record, const struct pending *pending)
{
	struct probe_call *call = &record->call;
	__u32 bytes;

	if (is_batch(call->cmd))
		bpf_probe_read_user(&call->count, sizeof(call->count),
				    (void *)(pending->addr +
					     __builtin_offsetof(union element_attr, batch.count)));
	if (!has_value(call))
		drop_unwritten(call);
	read_keys(record, pending);
	read_values(record, pending);
	bytes = call->key_bytes + call->value_bytes;
	if (bytes > sizeof(record->data) || !is_wanted_key(record))
		return;
	if (bpf_ringbuf_output(&mapctl_records, record, sizeof(*call) + bytes, wake_up()))
		count_lost();
}

SEC("raw_tp/sys_exit")
int call_exit(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct pending *pending = bpf_map_lookup_elem(&mapctl_pending, &thread);
	struct scratch *scratch;

	if (!pending)
		return 0;
	scratch = scratch_get();
	if (scratch) {
		scratch->record.call = pending->call;
		scratch->record.call.ret = (__s64)ctx->args[1];
		send(&scratch->record, pending);
	}
	bpf_map_delete_elem(&mapctl_pending, &thread);
	return 0;
}

char _license[] SEC("license") = "GPL";
