// SPDX-License-Identifier: GPL-2.0-or-later
/* Clearing entries under Ctrl-C, and what is said of it: clear, and delete --where. */
#include "bpf/entry.h"
#include "commands/cleared.h"
#include "commands/ending.h"

static bool signalled(void *ending)
{
	return ending_signalled(ending, 0);
}

/* What was done before a failure is said with it: part of the map is gone. */
int cleared_run(struct clear *clear, struct err *err)
{
	struct ending ending;
	int rc = ending_open(&ending, NULL, err);

	if (rc)
		return rc;
	clear->stop = signalled;
	clear->arg = &ending;
	rc = clear_run(clear, err);
	ending_close(&ending);
	if (rc && !clear->dry)
		err_prefix(err, "after %llu entries", (unsigned long long)clear->done);
	if (rc == -EINTR && !clear->dry)
		err_hint(err, "typed again it goes on with the rest");
	return rc;
}

int cleared_report(const struct run *run, const struct clear *clear, struct err *err)
{
	const char *how = clear->zero ? "made zero" : "deleted";
	BUF_CLEANUP struct buf line = {0};
	int rc;

	if (clear->note)
		run_note(run, "%s", clear->note);
	buf_printf(&line, "map \"%s\" (id %u): %llu %s %s", clear->map->name, clear->map->info.id,
		   (unsigned long long)clear->done, clear->done == 1 ? "entry" : "entries",
		   clear->dry ? "would be " : "");
	buf_puts(&line, how);
	if (!clear->dry && entry_delete_is_blind(clear->map))
		run_note(run, "every slot counts: the kernel does not tell which were empty");
	rc = run_result_line(run, buf_cstr(&line), err);
	if (!rc)
		rc = run_changed(run, clear->done, err);
	if (rc || !clear->unread)
		return rc;
	return fail(err, -EIO, "%llu %s could not be read, and stayed",
		    (unsigned long long)clear->unread, clear->unread == 1 ? "entry" : "entries");
}
