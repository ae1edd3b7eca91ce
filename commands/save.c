// SPDX-License-Identifier: GPL-2.0-or-later
/* save: a portable snapshot of a map. */
#include <string.h>
#include <unistd.h>

#include "bpf/save.h"
#include "bpf/snapshot.h"
#include "cli/newfile.h"
#include "cli/paths.h"
#include "commands/commands.h"
#include "commands/ending.h"

struct save_args {
	struct target_args target;
	const char *file;
	bool force;
};

static const struct word save_words[] = {
	TARGET_MAP(struct save_args, target),
	{.name = "FILE", .type = WORD_TEXT, .complete = COMPLETE_FILE,
	 .help = "where the snapshot goes; - or nothing: to standard output",
	 WORD_AT(struct save_args, file)},
	{.name = "--force", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "replace FILE where it exists", WORD_AT(struct save_args, force)},
	TARGET_NARROW(struct save_args, target),
	TARGET_NEWEST(struct save_args, target),
	{0},
};

/*
 * Without the right to read the types the rest is worth saving; but whoever restores it must know.
 */
static int check_types(const struct run *run, const struct map *map, struct err *err)
{
	if (!map->btf_reason)
		return 0;
	if (map->btf_reason != -EPERM)
		return fail_status(err, STATUS_REFUSED, map->btf_reason,
				   "the types of map \"%s\" cannot be read: %s", map->name,
				   err_text(map->btf_reason));
	run_note(run, "the types of map \"%s\" cannot be read, and are not saved: CAP_SYS_ADMIN is "
		 "missing", map->name);
	return 0;
}

/* ---- to standard output --------------------------------------------------------------------- */

static int write_output(void *arg, const void *data, size_t n, struct err *err)
{
	const struct run *run = arg;

	return emit_write(run->opt->emit.fd, data, n, err);
}

static int check_output(const struct run *run, struct err *err)
{
	if (run->opt->emit.series)
		return fail(err, ERR_USAGE, "among results in JSON a snapshot needs a FILE");
	if (!run->opt->tty_out)
		return 0;
	fail(err, ERR_USAGE, "a snapshot is nothing to be read on a terminal");
	err_hint(err, "name a FILE, or send it through a pipe: | gzip > FILE.gz");
	return err->code;
}

static int save_to_output(struct run *run, struct save *save, struct err *err)
{
	save->write = write_output;
	save->arg = run;
	return map_save(save, err);
}

/* ---- to a file ------------------------------------------------------------------------------ */

struct save_file {
	struct newfile file;
	struct ending ending;
};

static int write_file(void *arg, const void *data, size_t n, struct err *err)
{
	const struct save_file *out = arg;

	return newfile_write(&out->file, data, n, err);
}

static bool signalled(void *arg)
{
	const struct save_file *out = arg;

	return ending_signalled(&out->ending, 0);
}

static int fill_file(struct save_file *out, const struct save_args *args, struct save *save,
		     struct err *err)
{
	int rc = 0;

	if (isatty(out->file.fd))
		return fail(err, ERR_USAGE, "\"%s\" is a terminal", args->file);
	save->write = write_file;
	save->arg = out;
	rc = map_save(save, err);
	return rc ? rc : newfile_finish(&out->file, err);
}

/* Signals wait, so that nothing unfinished is left behind. */
static int save_whole(const struct save_args *args, const char *path, struct save *save,
		      struct err *err)
{
	struct save_file out = {.file.fd = -1};
	int rc = ending_open(&out.ending, NULL, err);

	if (rc)
		return rc;
	save->stop = signalled;
	rc = newfile_open(&out.file, path, args->force, err);
	rc = rc ? rc : fill_file(&out, args, save, err);
	newfile_close(&out.file);
	ending_close(&out.ending);
	return rc;
}

/* Of a pipe or device nothing is left behind, and its reader may keep a signal waiting for ever. */
static int save_to_stream(const struct save_args *args, const char *path, struct save *save,
			  struct err *err)
{
	struct save_file out = {.file.fd = -1};
	int rc = newfile_open(&out.file, path, args->force, err);

	rc = rc ? rc : fill_file(&out, args, save, err);
	newfile_close(&out.file);
	return rc;
}

static int save_to_file(const struct run *run, const struct save_args *args, struct save *save,
			struct err *err)
{
	BUF_CLEANUP struct buf path = {0};

	if (run->session) /* there no shell did */
		path_expand(args->file, &path);
	else
		buf_puts(&path, args->file);
	if (path.oom)
		return fail_oom(err);
	if (newfile_is_stream(buf_cstr(&path)))
		return save_to_stream(args, buf_cstr(&path), save, err);
	return save_whole(args, buf_cstr(&path), save, err);
}

static int report(const struct run *run, const struct save_args *args, const struct save *save,
		  struct err *err)
{
	static const struct emit_column column = {.name = "saved"};
	const struct cell cell = {.type = CELL_U64, .u64 = save->entries};
	BUF_CLEANUP struct buf line = {0};

	if (emit_is_json(run->opt->emit.format))
		return run_emit_one(run, &column, 1, &cell, err);
	buf_printf(&line, "map \"%s\" (id %u): %llu %s saved to ", save->map->name,
		   save->map->info.id, (unsigned long long)save->entries,
		   save->entries == 1 ? "entry" : "entries");
	buf_escaped(&line, args->file, strlen(args->file));
	return run_result_line(run, buf_cstr(&line), err);
}

static int save_command(struct run *run, const void *arg, struct err *err)
{
	const struct save_args *args = arg;
	bool to_file = args->file && strcmp(args->file, "-");
	MAP_CLEANUP struct map *map = NULL;
	struct save save = {0};
	int rc = to_file ? 0 : check_output(run, err);

	if (!rc)
		rc = target_open_plain(run, &args->target, MAP_READ, &map, err);
	if (!rc)
		rc = snapshot_check_type(map, err);
	if (!rc)
		rc = check_types(run, map, err);
	if (rc)
		return rc;
	save.map = map;
	rc = to_file ? save_to_file(run, args, &save, err) : save_to_output(run, &save, err);
	if (save.note)
		run_note(run, "%s", save.note);
	return rc || !to_file ? rc : report(run, args, &save, err);
}

const struct cmd cmd_save = {
	.name = "save",
	.group = "move",
	.brief = "a snapshot of a map: definition, types, entries, checksum",
	.about = "Writes what a map is, its BTF, and every key and value to the byte, as JSON\n"
		 "lines that restore reads again, here or on another machine of the same byte\n"
		 "order. FILE is never overwritten without --force, and stands there once it is\n"
		 "whole; an entry that cannot be read leaves none. Maps whose values are kernel\n"
		 "objects, queues, rings and local storages cannot be saved.",
	.examples = "mapctl save flows flows.snapshot\n"
		    "mapctl save flows | gzip > flows.gz\n",
	.words = save_words,
	.args_size = sizeof(struct save_args),
	.run = save_command,
};
