/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by starting and running demos, and by the demos' own code: one that is loaded. */
#ifndef MAPCTL_BPF_DEMO_IMPL_H
#define MAPCTL_BPF_DEMO_IMPL_H

#include <bpf/libbpf.h>

#include "bpf/demo.h"

/* At most so many different links, and descriptors held. */
#define DEMO_LINKS 4
#define DEMO_HELD 8

/* The ends of a veth pair, each in a network namespace of its own. */
enum netns_end { NETNS_NEAR, NETNS_FAR, NETNS_ENDS };
#define NETNS_NEAR_ADDRESS "10.77.0.1"
#define NETNS_FAR_ADDRESS "10.77.0.2"

/* Zeroed: nothing. It lives until demo_unload(), or as its pins and its keeper do. */
struct demo_live {
	const struct demo *demo;
	const char *wanted; /* the hook that was chosen; NULL: the best */
	struct bpf_object *object;
	const struct demo_hook *hooks[DEMO_LINKS]; /* those that were taken */
	struct bpf_link *links[DEMO_LINKS]; /* theirs; NULL: a socket holds the program */
	size_t n_hooks;
	int held[DEMO_HELD]; /* descriptors that must stay open while it runs */
	size_t n_held;
	bool has_netns;
	int netns[NETNS_ENDS]; /* those of demo_netns_make(), held */
};

#define LIVE_CLEANUP __attribute__((cleanup(demo_unload)))

/*
 * Makes the demo's cgroup if it needs one, loads it with the first hooks that work (of those that
 * `hook` leaves, see demo_start()), fills its maps and attaches it. After an error nothing is left;
 * after success the caller unloads it, and then removes its cgroup.
 */
int demo_load(const struct demo *demo, const char *hook, struct demo_live *live,
	      struct demo_report *report, struct err *err);
void demo_unload(struct demo_live *live);

/* Makes the demo's entries and fills its slots. */
int demo_fill(const struct demo_live *live, struct err *err);

/* Keeps fd, which is not negative, open while the demo runs. Closes it and fails when full. */
int demo_hold(struct demo_live *live, int fd);

/* Attaches a loaded program where the hook says. 0 and the link (or NULL, held), or -errno. */
int demo_attach(struct demo_live *live, const struct demo_hook *hook,
		const struct bpf_program *program, struct bpf_link **link);

/*
 * Makes two network namespaces, joined by a veth pair with the addresses above, which are there as
 * long as their descriptors are open. This thread stays in its own. 0 or -errno.
 */
int demo_netns_make(struct demo_live *live);
/* Attaches an XDP program to the interface at one end. 0 or -errno. */
int demo_netns_attach(const struct demo_live *live, enum netns_end end,
		      const struct bpf_program *program, struct bpf_link **link);

/* Reads a demo's records. The caller sets the first two, and zeroes the rest. */
struct demo_reader {
	void (*event)(void *arg, const struct demo_event *event);
	void *arg;
	struct layout *layout;
	struct perf_buffer *perf;
	struct ring_buffer *ring;
};

int demo_reader_open(struct demo_reader *reader, const struct demo_live *live, struct err *err);
/* Readable when there are records: for poll(2), and then demo_reader_consume(). */
int demo_reader_fd(const struct demo_reader *reader);
void demo_reader_consume(struct demo_reader *reader);
void demo_reader_close(struct demo_reader *reader);

/* Looks at a demo's maps for what has changed. The caller sets the first two, zeroes the rest. */
#define DEMO_TABLES 8
struct demo_tables {
	void (*event)(void *arg, const struct demo_event *event);
	void *arg;
	struct demo_table {
		const char *name;
		int fd;
		unsigned int cpus; /* 0: not per CPU */
		__u32 key_size, value_size; /* of the values of all CPUs */
		struct layout *key, *value;
		struct buf seen; /* the entries at the last look: key and value each */
	} tables[DEMO_TABLES];
	size_t n;
};

/* Looks once, for what there is already. Close it also after an error. */
int demo_tables_open(struct demo_tables *tables, const struct demo_live *live, struct err *err);
/* With `tell` an event for each entry that is new or has changed since the last look. */
int demo_tables_look(struct demo_tables *tables, bool tell, struct err *err);
void demo_tables_close(struct demo_tables *tables);

/* The name of the pin of a hook's link. */
const char *demo_link_name(const struct demo_hook *hook);

/*
 * Tells other processes that this one is at work in a directory of a demo's, until it ends or
 * closes any descriptor of the directory, as the one that is returned; -errno. Children do not
 * claim it.
 */
int demo_claim(const char *path);
/* Whether another process does. */
bool demo_claimed(const char *path);

/*
 * -EEXIST, with what there is of the demo: it runs, or another process is at work on it, or rests,
 * or what others have put in its place.
 */
int demo_fail_exists(const struct demo *demo, struct err *err);

/*
 * Whether anything of its own is in a demo's directory. `foreign` is the path of what else is
 * there, of the first if there are several, or of what stands in the directory's place; empty:
 * nothing.
 */
bool demo_look(const struct demo *demo, struct buf *foreign);
/* The hint that such a path is in the way, and how to get it out of it. */
void demo_hint_foreign(const char *path, struct err *err);

/* The demo's own cgroup. There is one already: -EEXIST, for it is another's. */
int demo_cgroup_make(const struct demo *demo, struct err *err);
/* Its path. 0 or -ENOENT: no cgroup2 file system is mounted. */
int demo_cgroup_path(const struct demo *demo, struct buf *out);
/* A descriptor of it, or -errno. */
int demo_cgroup_open(const struct demo *demo);
/* 0, also where there is none; -EBUSY while processes are in it. It takes a descriptor. */
int demo_cgroup_remove(const struct demo *demo, struct err *err);
bool demo_has_cgroup(const struct demo *demo);

/*
 * What /run/mapctl says of a started demo. Where that directory is not possible, a demo without a
 * keeper does without, and its pins say the same.
 */
bool demo_state_possible(void);
bool demo_state_read(const struct demo *demo, struct demo_state *state);
int demo_state_write(const struct demo *demo, const struct demo_state *state, struct err *err);
void demo_state_remove(const struct demo *demo);
bool demo_state_exists(const struct demo *demo);

/* A process that holds live->held until it is told to end; it waits for demo_keeper_go(). */
struct demo_keeper {
	pid_t pid;
	int go; /* closed without a word: it ends at once */
};

int demo_keeper_fork(const struct demo_live *live, struct demo_keeper *keeper, struct err *err);
void demo_keeper_go(struct demo_keeper *keeper, bool stay);
/* When the process began; 0: there is none. */
__u64 demo_keeper_start(pid_t pid);
bool demo_keeper_alive(const struct demo_state *state);
/* Ends it, if it is the one that was started, and waits until it has. */
int demo_keeper_end(const struct demo_state *state, struct err *err);

#endif
