/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run of lines that update, or delete from, one map: collected, and sent together. */
#ifndef MAPCTL_COMMANDS_PENDING_H
#define MAPCTL_COMMANDS_PENDING_H

#include "commands/commands.h"

struct pending;

/* What became of lines, told in their order. */
struct pending_hooks {
	void *arg;
	/* Their entries are done. 0 or what fail() returned: of the last of them. */
	int (*done)(void *arg, const unsigned long *lines, size_t n, struct err *err);
	/* It failed, as err says. True: go on with those behind it. */
	bool (*failed)(void *arg, unsigned long line, const struct cmd *cmd, struct err *err);
	bool threads; /* a thread may send while lines are read */
};

int pending_new(struct pending **out, const struct pending_hooks *hooks, struct err *err);
/* What was not sent is not done. Accepts NULL. */
void pending_free(struct pending *pending);

/*
 * Sends all that was collected and tells the hooks. False: a line failed, and nothing behind it was
 * sent; none of it is left.
 */
bool pending_flush(struct pending *pending);

/* Where one entry's bytes go, all zero: info.key_size and, of an update, value_bytes. */
struct pending_slot {
	unsigned char *key, *value;
};

/*
 * Makes room for an entry of the map; those of another map or of the other kind are flushed first.
 * The map must stay open until the next flush. 1: there it is, and pending_take() takes it. 0: such
 * entries cannot be sent together. Else what fail() returned, or -ECANCELED after a flush that
 * failed.
 */
int pending_slot(struct pending *pending, const struct run *run, const struct map *map,
		 struct pending_slot *slot, struct err *err);
/* -ECANCELED when a line before it failed and nothing else is to be done, else 0. */
int pending_take(struct pending *pending, unsigned long line);

/*
 * update.c, delete.c: the line's entry into `pending`, if it is a plain one of a map that is kept
 * open. 1: it was taken; 0: it has to be run as any other; else why the line is wrong.
 */
int update_pend(const struct run *run, const void *args, struct pending *pending,
		unsigned long line, struct err *err);
int delete_pend(const struct run *run, const void *args, struct pending *pending,
		unsigned long line, struct err *err);

#endif
