/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of watch 'GLOB', shared by watch_many.c and watch_many_show.c. */
#ifndef MAPCTL_COMMANDS_WATCH_MANY_H
#define MAPCTL_COMMANDS_WATCH_MANY_H

#include "bpf/inventory.h"
#include "commands/maprow.h"
#include "commands/watch.h"

enum {
	MANY_TIME, MANY_ID, MANY_NAME, MANY_TYPE, MANY_ENTRIES, MANY_MAX, MANY_FILL, MANY_MEMORY,
	MANY_CHANGES, MANY_CHANGE_RATE, MANY_RUNS, MANY_RUN_RATE, MANY_COLUMNS,
};

/* A map between two intervals. It is not held open: whoever lets go of it last shall free it. */
struct many_row {
	__u32 id;
	struct reading reading;
	bool has_reading, has_changes, has_runs;
	bool met; /* in this interval */
	__u64 changes, runs, total_runs;
};

struct many {
	struct watch *watch;
	struct many_row *rows;
	size_t n, cap;
	struct inventory *inventory;
	struct changes changes; /* scratch */
	struct maprow maprow;
	struct picked picked; /* its emit: JSON lines, CSV, raw */
	int stats; /* --runs: the descriptor that keeps them on, else -1 */
	__u64 at, before; /* of the last two intervals */
	__u64 shown;
};

/* The maps that the last reading met have one. NULL: the map is none of ours. */
const struct many_row *many_row_of(const struct many *many, __u32 id);

/* Opens the emit for JSON lines, CSV and raw; refuses what cannot be shown. */
int many_open_emit(struct many *many, struct err *err);

/* The last reading as a picture; as lines. */
int many_draw(struct many *many, struct err *err);
int many_print(struct many *many, struct err *err);

#endif
