// SPDX-License-Identifier: GPL-2.0-or-later
/* The program: its table of commands, in the order of help, and what they share in a run. */
#include <stdlib.h>

#include "bpf/syscalls.h"
#include "cli/repl.h"
#include "commands/batch.h"
#include "commands/complete.h"
#include "commands/session.h"

/* clang-format off */
static const struct cmd *const commands[] = {
	/* look */
	&cmd_list, &cmd_info, &cmd_schema,
	&cmd_dump, &cmd_lookup, &cmd_getnext, &cmd_peek,
	&cmd_events, &cmd_watch, &cmd_trace, &cmd_hist,

	/* change */
	&cmd_create,
	&cmd_update, &cmd_delete, &cmd_clear, &cmd_push, &cmd_pop,
	&cmd_pin, &cmd_unpin, &cmd_freeze,

	/* move */
	&cmd_save, &cmd_restore,

	/* live in */
	&cmd_demo_list, &cmd_demo_info, &cmd_demo_start, &cmd_demo_stop, &cmd_demo_run,
	&cmd_repl, &cmd_batch, &cmd_doctor, &cmd_help, &cmd_version,

	/* session */
	&cmd_use, &cmd_set, &cmd_source, &cmd_repeat, &cmd_time, &cmd_quit,

	/* hidden: for the shells' completion, the manual and other programs */
	&cmd_meta, &cmd_complete, &cmd_man,
	NULL,
};
/* clang-format on */

static void world_free(void *arg)
{
	struct world *world = arg;

	if (!world)
		return;
	kernel_free(world->kernel);
	free(world->changed);
	free(world);
}

static int world_new(void **out, struct err *err)
{
	struct world *world = calloc(1, sizeof(*world));
	int rc;

	if (!world)
		return fail_oom(err);
	rc = kernel_new(&world->kernel, err);
	if (rc) {
		world_free(world);
		return rc;
	}
	*out = world;
	return 0;
}

const struct program mapctl = {
	.name = "mapctl",
	.commands = commands,
	.world_new = world_new,
	.world_free = world_free,
	.trace = syscalls_trace,
	.interactive = repl_run,
	.map_state = session_map_state,
	.input = batch_input,
	.candidates = complete_candidates,
};
