/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demos: BPF programs that fill maps for people to look at. */
#ifndef MAPCTL_BPF_DEMO_H
#define MAPCTL_BPF_DEMO_H

#include "bpf/pin.h"
#include "btf/layout.h"
#include "cli/err.h"

/* A started demo's pins are in a directory of its own name in here. */
#define DEMO_ROOT PIN_ROOT "/mapctl"

/* One way to attach a demo: one program of its object. */
struct demo_hook {
	const char *program; /* the C function */
	const char *name; /* "raw tracepoint sys_enter" */
};

/* An entry that is there from the start, as a user would type it. */
struct demo_entry {
	const char *map, *key, *value;
};

struct demo {
	const char *name;
	const char *also; /* another name that people look for; NULL: none */
	const char *brief; /* what it does, one line */
	const char *about; /* paragraphs for `demo info`, wrapped by hand at 76 columns */
	const char *object; /* what bpf_image() calls it */
	const struct demo_hook *hooks; /* the best first; ends with a NULL program */
	const char *const *maps; /* pinned under their names; ends with NULL */
	const struct demo_entry *entries; /* ends with a NULL map */
	const char *output; /* the perf event array that carries its records; NULL: none */
	const char *record; /* their struct in the object's BTF */
	const char *const *next; /* commands to try once it is started; ends with NULL */
};

/* i from 0; NULL at the end. */
const struct demo *demo_at(unsigned int i);

/* By either name. Unknown: NULL and -ENOENT in err, with the names there are as hint. */
const struct demo *demo_find(const char *name, struct err *err);

/* How a demo came to run. */
struct demo_report {
	const struct demo_hook *hook; /* how it is attached */
	struct buf refused; /* better ways that this kernel refused: a line each, "HOOK: why" */
};

void demo_report_free(struct demo_report *report);

/* Adds the path of one of the demo's pins (a map's name, or "link"); NULL: of its directory. */
void demo_path(const struct demo *demo, const char *pin, struct buf *out);

/*
 * All that can be told without doing it: running already (-EEXIST), bpffs not mounted (see
 * pin_check_new()). 0: demo_start() may be tried.
 */
int demo_check(const struct demo *demo, struct err *err);

/*
 * Loads the program, attaches it by the first hook that this kernel allows, makes the entries, and
 * pins the link (as `link`) and the maps. Nothing needs to stay alive. On error everything is as it
 * was before. Free the report with demo_report_free(), also after an error.
 */
int demo_start(const struct demo *demo, struct demo_report *report, struct err *err);

/*
 * Detaches it and removes its pins and directories. Other pins that somebody put there stay, which
 * is said in `note`. Not running: -ENOENT.
 */
int demo_stop(const struct demo *demo, struct buf *note, struct err *err);

/*
 * True while it is started. *hook (may be NULL) says how it is attached; NULL where that cannot be
 * told (it takes CAP_SYS_ADMIN).
 */
bool demo_running(const struct demo *demo, const struct demo_hook **hook);

/* One record of a demo that runs in the foreground, or the news that some were lost. */
struct demo_event {
	const void *data; /* layout->size bytes; NULL: records were lost */
	const struct layout *layout;
	__u64 lost;
	int cpu;
};

/* Who watches a demo run. A callback that returns other than 0 ends it with that. */
struct demo_watch {
	/* It is attached; `layout` is that of its records. */
	int (*started)(void *arg, const struct demo_report *report, const struct layout *layout);
	int (*event)(void *arg, const struct demo_event *event);
	void *arg;
	__u64 max_events; /* ends after so many records; 0: no limit */
	unsigned int max_ms; /* ends after so long; 0: no limit */
};

/*
 * Runs a demo of its own, pinning nothing, until SIGINT or SIGTERM, which are its proper end, or a
 * limit: 0. Nothing is left afterwards, however it ends. A demo without `output` is -EOPNOTSUPP.
 */
int demo_run(const struct demo *demo, const struct demo_watch *watch, struct err *err);

#endif
