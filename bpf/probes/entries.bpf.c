// SPDX-License-Identifier: GPL-2.0-or-later
/* Entries that no bpf(2) call lists, read out of the kernel's own structures. */
#include "bpf/probes/slots.h"
#include "bpf/probes/socket.h"
#include "bpf/probes/storages.h"

/* ---- queues and stacks: a ring from tail to head, which is one short of full when full ------- */

struct bpf_queue_stack {
	struct bpf_map map;
	__u32 head, tail, size;
	char elements[0];
} KERNEL_TYPE;

/*
 * The elements of the first run are read by their places, and those that have left meanwhile are
 * skipped: whatever stays is met once, and what comes later is not waited for.
 */
struct queue_cursor {
	__u64 started;
	__u64 first, count; /* the place of the first element, the number of elements */
	__u64 next;
	__u64 head, tail; /* when the last run ended */
};

static __always_inline __u64 queue_count(__u64 head, __u64 tail, __u64 size)
{
	return head >= tail ? head - tail : head + size - tail;
}

static __always_inline bool queue_holds(struct bpf_queue_stack *queue, __u64 place, __u64 size)
{
	__u64 head = BPF_CORE_READ(queue, head), tail = BPF_CORE_READ(queue, tail);

	return queue_count(place, tail, size) < queue_count(head, tail, size);
}

static __always_inline __u64 queue_place(const struct queue_cursor *cursor, bool is_stack,
					 __u64 size)
{
	__u64 nth = is_stack ? cursor->count - 1 - cursor->next : cursor->next;
	__u64 place = cursor->first + nth;

	return place < size ? place : place - size;
}

static long queue_element(__u32 i, const bool *is_stack)
{
	struct entries_window *window = window_get();
	struct entries_record *record;
	struct bpf_queue_stack *queue;
	struct queue_cursor *cursor;
	__u64 size, place;

	if (!window)
		return 1;
	queue = (struct bpf_queue_stack *)window->map;
	cursor = (struct queue_cursor *)window->cursor;
	record = record_new(window);
	if (!record || cursor->next >= cursor->count)
		return 1;
	size = BPF_CORE_READ(queue, size);
	place = queue_place(cursor, *is_stack, size);
	cursor->next++;
	if (!queue_holds(queue, place, size))
		return 0;
	record_value(record, 0, window->value_bytes,
		     (__u64)queue + bpf_core_field_offset(struct bpf_queue_stack, elements) +
			     place * window->value_bytes);
	/* one that left while it was copied may have been overwritten */
	if (queue_holds(queue, place, size))
		record_add(window, record);
	return 0;
}

static __always_inline void queue_start(struct entries_window *window, struct queue_cursor *cursor,
					struct bpf_queue_stack *queue)
{
	__u64 head = BPF_CORE_READ(queue, head), tail = BPF_CORE_READ(queue, tail);

	if (cursor->started) {
		window->moved |= head != cursor->head || tail != cursor->tail;
		return;
	}
	cursor->started = 1;
	cursor->first = tail;
	cursor->count = queue_count(head, tail, BPF_CORE_READ(queue, size));
}

SEC("iter/bpf_map")
int queues(struct bpf_iter__bpf_map *ctx)
{
	struct entries_window *window = window_of(ctx->map);
	struct bpf_queue_stack *queue;
	struct queue_cursor *cursor;
	bool is_stack;

	if (!window)
		return 0;
	if (!bpf_core_field_exists(struct bpf_queue_stack, elements)) {
		window->unknown = 1;
		return 0;
	}
	is_stack = window->map_type == BPF_MAP_TYPE_STACK;
	cursor = (struct queue_cursor *)window->cursor;
	queue = (struct bpf_queue_stack *)window->map;
	queue_start(window, cursor, queue);
	bpf_loop(MAX_VISITS, queue_element, &is_stack, 0);
	cursor->head = BPF_CORE_READ(queue, head);
	cursor->tail = BPF_CORE_READ(queue, tail);
	window->end = cursor->next >= cursor->count;
	return 0;
}

/*
 * ---- sockets: slots of a reuseport_sockarray, and what has storage -----------------------------
 */

struct reuseport_array {
	struct bpf_map map;
	struct sock *ptrs[0];
} KERNEL_TYPE;

static __always_inline int socket_fill(void *to, __u64 object)
{
	read_socket(to, (struct sock *)object);
	return 0;
}

SLOTS_PROGRAM(socket_slots, struct reuseport_array, ptrs, struct probe_socket, socket_fill)
STORAGES_PROGRAM(socket_storages, struct probe_socket, true, socket_fill)

/* ---- paths --------------------------------------------------------------------------------- */

#define MAX_DEPTH 32
#define MAX_NAME  256

/* Adds "/name" at *len. */
static __always_inline int path_add(char *path, __u32 *len, const char *name)
{
	__u32 at = *len;
	long n;

	barrier_var(at);
	if (at >= ENTRIES_PATH - MAX_NAME - 1)
		return -ENAMETOOLONG;
	path[at] = '/';
	n = bpf_probe_read_kernel_str(path + at + 1, MAX_NAME, name);
	if (n < 0)
		return n;
	*len = at + n; /* n counts the NUL */
	return 0;
}

/* Of n names, the last first. */
static __always_inline int path_join(char *path, const char **names, int n)
{
	__u32 len = 0;
	int error = 0;

	path[0] = '/';
	for (int i = MAX_DEPTH - 1; i >= 0 && !error; i--) {
		if (i < n)
			error = path_add(path, &len, names[i]);
	}
	return error;
}

/* ---- cgroups ------------------------------------------------------------------------------ */

struct kernfs_node {
	struct kernfs_node *parent;
	const char *name;
	__u64 id;
} KERNEL_TYPE;

/* Linux 6.15 */
struct kernfs_node___rcu {
	struct kernfs_node___rcu *__parent;
} KERNEL_TYPE;

struct cgroup {
	struct kernfs_node *kn;
} KERNEL_TYPE;

static __always_inline struct kernfs_node *cgroup_parent(struct kernfs_node *node)
{
	struct kernfs_node___rcu *other = (void *)node;

	if (bpf_core_field_exists(node->parent))
		return BPF_CORE_READ(node, parent);
	if (bpf_core_field_exists(other->__parent))
		return (void *)BPF_CORE_READ(other, __parent);
	return NULL;
}

static __always_inline bool cgroup_known(void)
{
	return bpf_core_field_exists(struct cgroup, kn) &&
	       bpf_core_field_exists(struct kernfs_node, name) &&
	       bpf_core_field_exists(struct kernfs_node, id) &&
	       (bpf_core_field_exists(struct kernfs_node, parent) ||
		bpf_core_field_exists(struct kernfs_node___rcu, __parent));
}

/* The names from the node up, but for the root's, which is empty: how many, or -ENAMETOOLONG. */
static __always_inline int cgroup_names(struct kernfs_node *node, const char **names)
{
	for (int n = 0; n < MAX_DEPTH; n++) {
		struct kernfs_node *parent = cgroup_parent(node);

		if (!parent)
			return n;
		names[n] = BPF_CORE_READ(node, name);
		node = parent;
	}
	return -ENAMETOOLONG;
}

static __always_inline int cgroup_fill(void *to, __u64 object)
{
	struct kernfs_node *node = BPF_CORE_READ((struct cgroup *)object, kn);
	struct entries_cgroup *cgroup = to;
	const char *names[MAX_DEPTH];
	int n;

	cgroup->id = BPF_CORE_READ(node, id);
	n = cgroup_names(node, names);
	if (n < 0)
		return n;
	return path_join(cgroup->path, names, n);
}

SLOTS_PROGRAM(cgroup_slots, struct bpf_array, ptrs, struct entries_cgroup, cgroup_fill)
STORAGES_PROGRAM(cgroup_storages, struct entries_cgroup, cgroup_known(), cgroup_fill)

/* ---- tasks and what belongs to them -------------------------------------------------------- */

static __always_inline int task_fill(void *to, __u64 object)
{
	struct task_struct *task = (void *)object;
	struct entries_task *key = to;

	key->pid = BPF_CORE_READ(task, pid);
	bpf_probe_read_kernel_str(key->comm, sizeof(key->comm), &task->comm);
	return 0;
}

STORAGES_PROGRAM(task_storages, struct entries_task, bpf_core_field_exists(struct task_struct, pid),
		 task_fill)

static __always_inline int perf_fill(void *to, __u64 object)
{
	struct perf_event *event = BPF_CORE_READ((struct bpf_event_entry *)object, event);
	struct task_struct *owner = BPF_CORE_READ(event, owner);
	struct entries_perf *value = to;

	value->type = BPF_CORE_READ(event, attr.type);
	value->config = BPF_CORE_READ(event, attr.config);
	value->cpu = BPF_CORE_READ(event, cpu);
	/* none where its process has closed it; the read from no address gives 0 and "" */
	value->pid = BPF_CORE_READ(owner, tgid);
	bpf_probe_read_kernel_str(value->comm, sizeof(value->comm), &owner->comm);
	return 0;
}

SLOTS_PROGRAM(perf_slots, struct bpf_array, ptrs, struct entries_perf, perf_fill)

/* ---- sockets of AF_XDP --------------------------------------------------------------------- */

struct net_device {
	char name[16];
	int ifindex;
} KERNEL_TYPE;

struct xdp_sock {
	struct net_device *dev;
	__u16 queue_id;
} KERNEL_TYPE;

struct xsk_map {
	struct bpf_map map;
	struct xdp_sock *xsk_map[0];
} KERNEL_TYPE;

static __always_inline int xsk_fill(void *to, __u64 object)
{
	struct xdp_sock *sock = (void *)object;
	struct net_device *device = BPF_CORE_READ(sock, dev);
	struct entries_xsk *value = to;

	value->ifindex = BPF_CORE_READ(device, ifindex);
	value->queue = BPF_CORE_READ(sock, queue_id);
	bpf_probe_read_kernel_str(value->name, sizeof(value->name), &device->name);
	return 0;
}

SLOTS_PROGRAM(xsk_slots, struct xsk_map, xsk_map, struct entries_xsk, xsk_fill)

/* ---- inodes -------------------------------------------------------------------------------- */

struct qstr {
	const char *name;
} KERNEL_TYPE;

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	union {
		struct hlist_node d_alias;
	} d_u;
} KERNEL_TYPE;

/* Linux 7.1, whose union has no name */
struct dentry___unnamed {
	struct hlist_node d_alias;
} KERNEL_TYPE;

static __always_inline struct dentry *dentry_of(struct hlist_node *alias)
{
	if (bpf_core_field_exists(struct dentry, d_u.d_alias))
		return (void *)alias - bpf_core_field_offset(struct dentry, d_u.d_alias);
	if (bpf_core_field_exists(struct dentry___unnamed, d_alias))
		return (void *)alias - bpf_core_field_offset(struct dentry___unnamed, d_alias);
	return NULL;
}

static __always_inline bool inode_known(void)
{
	return bpf_core_field_exists(struct inode, i_ino) &&
	       bpf_core_field_exists(struct inode, i_sb) &&
	       bpf_core_field_exists(struct inode, i_dentry);
}

/* From the file system's root; of a file outside of any tree, and of the root, just the name. */
static __always_inline void dentry_path(struct dentry *dentry, char *path)
{
	struct dentry *at = dentry;
	const char *names[MAX_DEPTH];
	int n;

	for (n = 0; n < MAX_DEPTH; n++) {
		struct dentry *parent = BPF_CORE_READ(at, d_parent);

		if (!parent || parent == at)
			break;
		names[n] = BPF_CORE_READ(at, d_name.name);
		at = parent;
	}
	if (n && n < MAX_DEPTH && !path_join(path, names, n))
		return;
	bpf_probe_read_kernel_str(path, MAX_NAME, BPF_CORE_READ(dentry, d_name.name));
}

static __always_inline int inode_fill(void *to, __u64 object)
{
	struct inode *inode = (void *)object;
	struct hlist_node *alias = BPF_CORE_READ(inode, i_dentry.first);
	struct dentry *dentry = alias ? dentry_of(alias) : NULL;
	struct entries_inode *key = to;

	key->inode = BPF_CORE_READ(inode, i_ino);
	((struct entries_device *)key->dev)->number = BPF_CORE_READ(inode, i_sb, s_dev);
	((struct entries_device *)key->dev)->inode = object;
	if (dentry)
		dentry_path(dentry, key->name);
	return 0;
}

STORAGES_PROGRAM(inode_storages, struct entries_inode, inode_known(), inode_fill)

char _license[] SEC("license") = "GPL";
