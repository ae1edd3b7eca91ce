/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demos: BPF programs that fill maps for people to look at. */
#ifndef MAPCTL_BPF_DEMO_H
#define MAPCTL_BPF_DEMO_H

#include <sys/types.h>

#include "bpf/pin.h"
#include "btf/layout.h"
#include "cli/err.h"

/* A started demo's pins are in a directory of its own name in here. */
#define DEMO_ROOT PIN_ROOT "/mapctl"

/* Where a program goes. */
enum demo_place {
	PLACE_SECTION, /* where its section in the object says */
	PLACE_LO, /* to a packet socket of the demo's own on the loopback interface */
	PLACE_CGROUP, /* to a cgroup of the demo's own */
	PLACE_NEAR, /* XDP at one end of a veth pair between network namespaces of the demo's own */
	PLACE_FAR, /* at the other */
	PLACE_PREPARED, /* where the demo's prepare() puts it */
};

/*
 * One way to attach one program. Neighbours with the same `link` are alternatives, the best first.
 */
struct demo_hook {
	const char *program; /* the C function */
	const char *name; /* "raw tracepoint sys_enter" */
	const char *link; /* the name of its pin; NULL: "link" */
	enum demo_place place;
};

/* An entry that is there from the start, as a user would type it. */
struct demo_entry {
	const char *map, *key, *value;
};

/* A slot of a program array that is filled from the start. */
struct demo_slot {
	const char *map;
	__u32 key;
	const char *program;
};

/* A command to try once the demo is started, and what it prints after one round of traffic. */
struct demo_try {
	const char *command;
	const char *output; /* to the letter; NULL: not the same each time */
	const char *example; /* where it is not: one such output; numbers, if no more, differ */
};

/* A demo that is loaded and attached; see demo_impl.h. */
struct demo_live;

/* What a demo that runs in the foreground has to tell; see below. */
struct demo_event;

struct demo {
	const char *name;
	const char *const *also; /* other names that people look for, ends with NULL; NULL: none */
	const char *brief; /* what it does, one line */
	const char *about; /* paragraphs for `demo info`, wrapped by hand at 76 columns */
	const char *object; /* what bpf_image() calls it */
	const struct demo_hook *hooks; /* ends with a NULL program */
	const char *const *maps; /* pinned under their names; ends with NULL */
	const struct demo_entry *entries; /* ends with a NULL map; NULL: none */
	const struct demo_slot *slots; /* the same */
	const char *needs; /* what old kernels have not, "kprobes"; NULL: nothing */
	bool cgroup; /* it has a cgroup of its own; always so with PLACE_CGROUP */
	const char *output; /* the perf event array or ring buffer of its records; NULL: none */
	const char *record; /* their struct in the object's BTF */
	const struct demo_try *tries; /* ends with a NULL command */
	const char *traffic_about; /* what one round of its traffic is, one line */
	/* One round of it, bounded, each time the same. */
	int (*traffic)(const struct demo_live *live, struct err *err);
	/* What is to be set before it is loaded, as which maps are left out; NULL: nothing. */
	int (*opened)(const struct demo_live *live); /* 0 or -errno */
	/* What else is to be done once it is loaded, before it is attached; NULL: nothing. */
	int (*prepare)(struct demo_live *live, struct err *err);
	/* Makes events of what was found out once it has run; NULL: they come while it runs. */
	int (*summary)(const struct demo_live *live,
		       void (*event)(void *arg, const struct demo_event *event), void *arg,
		       struct err *err);
};

/* i from 0; NULL at the end. */
const struct demo *demo_at(unsigned int i);

/* By any of its names. Unknown: NULL and -ENOENT in err, with the names there are as hint. */
const struct demo *demo_find(const char *name, struct err *err);

/* A map as its demo's object defines it. */
struct demo_map {
	const char *name, *type;
	const char *key, *value; /* their C types; NULL where the object does not tell both */
	__u32 max_entries; /* 0: the kernel or libbpf decides */
	bool bytes; /* max_entries counts them */
};

/* Calls `each` for every map that is pinned. Nothing is loaded and no privilege needed. */
int demo_maps(const struct demo *demo, void (*each)(void *arg, const struct demo_map *map),
	      void *arg, struct err *err);

/* Adds what it attaches to, "or" between alternatives, `between` between links. */
void demo_hooks(const struct demo *demo, const char *between, struct buf *out);

/*
 * Whether `name` is, or begins, the name of one of its hooks, which may then be chosen. Not:
 * -ENOENT and the names there are as hint.
 */
int demo_hook_check(const struct demo *demo, const char *name, struct err *err);

/* How a demo came to run. */
struct demo_report {
	struct buf attached; /* to what: "raw tracepoint sys_enter", several with commas */
	struct buf refused; /* better ways that this kernel refused: a line each, "HOOK: why" */
};

void demo_report_free(struct demo_report *report);

/* Adds the path of one of the demo's pins (of a map, of a link); NULL: of its directory. */
void demo_path(const struct demo *demo, const char *pin, struct buf *out);

/* -EPERM, with their names, when capabilities are missing that its hooks take. */
int demo_check_rights(const struct demo *demo, struct err *err);

/*
 * All that can be told without doing it: running already (-EEXIST), bpffs not mounted (see
 * pin_check_new()). 0: demo_start() may be tried.
 */
int demo_check(const struct demo *demo, struct err *err);

/*
 * Loads the programs, attaches each by the first hook that this kernel allows, fills the maps, and
 * pins links and maps. Where a socket must stay open a process stays behind that holds it. With
 * `traffic` one round of it is made. With `hook`, which demo_hook_check() has passed, its
 * alternatives are not tried; NULL: the best. On error, and when SIGINT or SIGTERM comes meanwhile
 * (ERR_INTERRUPTED), all is as it was. Free the report with demo_report_free(), also after an
 * error.
 */
int demo_start(const struct demo *demo, const char *hook, bool traffic, struct demo_report *report,
	       struct err *err);

/* What demo_stop() would say: not running (-ENOENT), or just being started (-EBUSY). */
int demo_stop_check(const struct demo *demo, struct err *err);

/*
 * Ends what stayed behind, detaches it and removes its pins, directories and cgroup; also what is
 * left of one that was killed. Other pins that somebody put there stay, which is said in `note`.
 */
int demo_stop(const struct demo *demo, struct buf *note, struct err *err);

/* True if there is something for demo_stop() to do: not while another process starts or runs it. */
bool demo_left(const struct demo *demo);

/* How a demo that was started runs. */
struct demo_state {
	pid_t keeper; /* the process that holds its sockets; 0: it needs none */
	__u64 keeper_start; /* when it began, in clock ticks since boot: pids are used again */
	char attached[256]; /* to what */
};

/* True while it is started and all of it alive. state may be NULL. */
bool demo_running(const struct demo *demo, struct demo_state *state);

/*
 * One record of a demo that runs in the foreground, or the news that some were lost; or, of a demo
 * that sends none, an entry of a map that is new or has changed, or a line of its summary.
 */
struct demo_event {
	const void *data; /* layout->size bytes; NULL: records were lost */
	const struct layout *layout;
	__u64 lost;
	int cpu; /* -1: not told by ring buffers and entries */
	const char *map; /* of an entry; NULL: a record */
	const void *key; /* of an entry, key_layout->size bytes */
	const struct layout *key_layout;
	const char *stack; /* of a summary: a folded stack, and what it weighs; all else is 0 */
	__u64 weight;
	unsigned int cpus; /* of an entry: so many values, each padded to 8 bytes; 0: one value */
};

/* Who watches a demo run. A callback that returns other than 0 ends it with that. */
struct demo_watch {
	int (*started)(void *arg, struct demo_report *report); /* it is attached */
	int (*event)(void *arg, const struct demo_event *event);
	void *arg;
	__u64 max_events; /* ends after so many events; 0: no limit */
	unsigned int max_ms; /* ends after so long; 0: no limit */
	bool traffic; /* makes its own, a round every two seconds */
	const char *hook; /* as demo_start() takes it */
};

/*
 * Runs a demo of its own, pinning nothing, until SIGINT, SIGTERM or SIGHUP, which are its proper
 * end, or a limit: 0. Nothing is left afterwards, however it ends. Records are events as they come;
 * of a demo without `output` what has changed in its maps, every second and at the end.
 */
int demo_run(const struct demo *demo, const struct demo_watch *watch, struct err *err);

#endif
