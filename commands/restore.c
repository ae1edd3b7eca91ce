// SPDX-License-Identifier: GPL-2.0-or-later
/* restore: a snapshot into a map, or into a new one. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/fd.h"
#include "bpf/pin.h"
#include "bpf/restore.h"
#include "cli/paths.h"
#include "commands/commands.h"
#include "commands/ending.h"

struct restore_args {
	const char *file;
	struct target_args target;
	const char *pin, *name;
	bool replace;
};

static const struct word restore_words[] = {
	{.name = "FILE", .type = WORD_TEXT, .flags = WORD_REQUIRED, .complete = COMPLETE_FILE,
	 .help = "the snapshot; - reads standard input", WORD_AT(struct restore_args, file)},
	{.name = "MAP", .type = WORD_MAP,
	 .help = "the map that its entries go to; without it a new one is made",
	 WORD_AT(struct restore_args, target.map)},
	{.name = "--pin", .meta = "PATH", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_PIN_NEW, .help = "where on bpffs the new map is pinned",
	 WORD_AT(struct restore_args, pin)},
	{.name = "--name", .meta = "NAME", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .help = "what the new map is called; else as the saved one was",
	 WORD_AT(struct restore_args, name)},
	{.name = "--replace", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "delete the entries of MAP that are not in the snapshot",
	 WORD_AT(struct restore_args, replace)},
	TARGET_NARROW(struct restore_args, target),
	{0},
};

/* One restore: what it reads and where it goes. */
struct restoring {
	struct run *run;
	const struct restore_args *args;
	struct restore restore;
	struct map *map;
	struct ending ending;
	int fd; /* of the snapshot */
};

static void restoring_free(struct restoring *r)
{
	restore_free(&r->restore);
	map_free(r->map);
	fd_cleanup(&r->fd);
}

static bool has_map(const struct restoring *r)
{
	return r->args->target.map.how != MAP_NOT_GIVEN;
}

static bool is_narrowed(const struct target_args *target)
{
	return target->prog || target->pid.given || target->under;
}

static int check_words(const struct restoring *r, struct err *err)
{
	const struct restore_args *args = r->args;
	const char *new_only = args->pin ? "--pin" : args->name ? "--name" : NULL;

	if (has_map(r) && new_only)
		return fail(err, ERR_USAGE, "%s is for a new map, and MAP is one that exists",
			    new_only);
	if (has_map(r))
		return target_check_one(&args->target, err);
	if (args->replace || is_narrowed(&args->target))
		return fail(err, ERR_USAGE, "%s needs MAP",
			    args->replace ? "--replace" : "what narrows it down");
	if (args->pin)
		return 0;
	fail(err, ERR_USAGE, "needs the MAP that the entries go to, or --pin for a new one");
	return err->code;
}

/* ---- the snapshot --------------------------------------------------------------------------- */

static const char *source_name(const struct restoring *r)
{
	return strcmp(r->args->file, "-") ? r->args->file : "standard input";
}

static int fail_open(const struct restoring *r, int code, struct err *err)
{
	return fail_status(err, STATUS_REFUSED, code, "cannot open %s: %s", source_name(r),
			   err_text(code));
}

static int open_stdin(struct restoring *r, struct err *err)
{
	if (isatty(STDIN_FILENO))
		return fail(err, ERR_USAGE, "standard input is a terminal: no snapshot is typed");
	r->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	return r->fd < 0 ? fail_open(r, -errno, err) : 0;
}

static int open_file(struct restoring *r, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	struct stat status;

	if (r->run->session) /* there no shell did */
		path_expand(r->args->file, &path);
	else
		buf_puts(&path, r->args->file);
	r->fd = open(buf_cstr(&path), O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (r->fd < 0)
		return fail_open(r, -errno, err);
	if (!fstat(r->fd, &status) && S_ISDIR(status.st_mode))
		return fail_open(r, -EISDIR, err);
	return 0;
}

static int open_snapshot(struct restoring *r, struct err *err)
{
	int rc = strcmp(r->args->file, "-") ? open_file(r, err) : open_stdin(r, err);

	return rc ? rc : snapshot_reader_new(&r->restore.reader, r->fd, err);
}

/* Whatever is wrong with the snapshot is said with where it comes from. */
static int name_source(const struct restoring *r, int rc, struct err *err)
{
	if (rc && rc != ERR_INTERRUPTED && r->restore.reader)
		err_prefix(err, "%s", source_name(r));
	return rc;
}

/* ---- the map -------------------------------------------------------------------------------- */

static int open_map(struct restoring *r, struct err *err)
{
	int rc;

	if (!has_map(r))
		return pin_check_new(r->args->pin, err);
	rc = target_open(r->run, &r->args->target, NULL, MAP_WRITE, &r->map, err);
	r->restore.map = r->map;
	return rc;
}

static int make_map(struct restoring *r, struct err *err)
{
	struct kernel *kernel = run_kernel(r->run);
	bool dry = r->run->opt->dry_run;
	BUF_CLEANUP struct buf notes = {0};
	int fd = restore_create(&r->restore, kernel, r->args->name, dry, &notes, err), rc;

	if (fd < 0)
		return fd;
	run_notes(r->run, &notes);
	if (dry)
		return 0;
	rc = map_from_fd(&r->map, kernel, fd, MAP_WRITE, err);
	r->restore.map = r->map;
	return rc ? rc : map_open_types(r->map, NULL, NULL, err);
}

/* ---- doing it ------------------------------------------------------------------------------- */

static const char *entries_word(__u64 n)
{
	return n == 1 ? "entry" : "entries";
}

/* Asked with how many entries would be lost. */
static int confirm(struct restoring *r, struct err *err)
{
	const struct options *opt = r->run->opt;
	struct restore *restore = &r->restore;
	int rc;

	if (!restore->replaces || opt->yes || opt->dry_run)
		return 0;
	rc = restore_count_others(restore, err);
	if (rc)
		return rc;
	return run_confirm(r->run, err,
			   "map \"%s\" (id %u): write %llu %s and delete the %llu that are not "
			   "in the snapshot?", r->map->name, r->map->info.id,
			   (unsigned long long)restore->entries, entries_word(restore->entries),
			   (unsigned long long)restore->deleted);
}

static bool signalled(void *arg)
{
	const struct restoring *r = arg;

	return ending_signalled(&r->ending, 0);
}

/* How far it came, and what that means for who tries again. */
static void tell_progress(const struct restoring *r, struct err *err)
{
	const struct restore *restore = &r->restore;
	BUF_CLEANUP struct buf hint = {0};

	if (!restore->written && !restore->deleted)
		return;
	if (restore->deleted)
		err_prefix(err, "%llu of %llu entries written, %llu deleted",
			   (unsigned long long)restore->written,
			   (unsigned long long)restore->entries,
			   (unsigned long long)restore->deleted);
	else
		err_prefix(err, "%llu of %llu entries written",
			   (unsigned long long)restore->written,
			   (unsigned long long)restore->entries);
	if (*err->hint)
		buf_printf(&hint, "%s; ", err->hint);
	if (!has_map(r))
		buf_puts(&hint, "the new map is gone, as it was not pinned yet");
	else if (err->code == -EINTR)
		buf_puts(&hint, "the same command again does the rest");
	else
		buf_puts(&hint, "once that is set right the same command again does the rest");
	err_hint(err, "%s", buf_cstr(&hint));
}

static int write_entries(struct restoring *r, struct err *err)
{
	struct restore *restore = &r->restore;
	int rc = ending_open(&r->ending, NULL, err);

	if (rc)
		return rc;
	restore->threads = !r->run->opt->syscalls;
	restore->stop = signalled;
	restore->arg = r;
	rc = restore_run(restore, err);
	ending_close(&r->ending);
	if (rc == -EBADMSG)
		name_source(r, rc, err);
	if (rc)
		tell_progress(r, err);
	else if (!has_map(r))
		rc = pin_map(r->map->fd, r->args->pin, 0, err);
	return rc;
}

/* What --dry-run can tell: it reads, and counts what it would do. */
static int pretend(struct restoring *r, struct err *err)
{
	struct restore *restore = &r->restore;
	int rc = 0;

	if (r->map)
		rc = dry_run_check(r->run, r->map, false, err);
	if (!rc && restore->replaces)
		rc = restore_count_others(restore, err);
	restore->written = restore->entries;
	return rc;
}

static void add_map(const struct restoring *r, struct buf *line)
{
	const struct snapshot *snapshot = snapshot_reader_header(r->restore.reader);
	const char *name = r->args->name ? r->args->name : snapshot->name;
	struct map_type scratch;

	if (has_map(r)) {
		buf_printf(line, "map \"%s\" (id %u): ", r->map->name, r->map->info.id);
		return;
	}
	buf_printf(line, "%s map ", type_get(snapshot->type, &scratch)->name);
	buf_quoted(line, name, strlen(name));
	buf_puts(line, " pinned at ");
	buf_escaped(line, r->args->pin, strlen(r->args->pin));
	buf_puts(line, r->run->opt->dry_run ? ": would be created, " : ": created, ");
}

static int report(const struct restoring *r, struct err *err)
{
	const struct restore *restore = &r->restore;
	const char *would = r->run->opt->dry_run ? "would be " : "";
	BUF_CLEANUP struct buf line = {0};
	int rc;

	if (restore->note)
		run_note(r->run, "%s", restore->note);
	if (restore->lost)
		run_note(r->run, "%llu of the entries are gone again: a map of type %s pushes out "
			 "entries before it is full", (unsigned long long)restore->lost,
			 r->map->type->name);
	add_map(r, &line);
	buf_printf(&line, "%llu %s %swritten", (unsigned long long)restore->written,
		   entries_word(restore->written), would);
	if (restore->replaces)
		buf_printf(&line, ", %llu %sdeleted", (unsigned long long)restore->deleted, would);
	rc = run_result_line(r->run, buf_cstr(&line), err);
	return rc ? rc : run_changed(r->run, restore->written + restore->deleted, err);
}

/* Everything that can be wrong is found before the first entry is written. */
static int prepare(struct restoring *r, struct err *err)
{
	int rc = check_words(r, err);

	if (!rc)
		rc = open_map(r, err);
	if (!rc)
		rc = name_source(r, open_snapshot(r, err), err);
	if (!rc && has_map(r))
		rc = restore_check_map(&r->restore, err);
	if (!rc)
		rc = name_source(r, restore_verify(&r->restore, err), err);
	if (!rc && !has_map(r))
		rc = make_map(r, err);
	return rc ? rc : confirm(r, err);
}

static int restore_command(struct run *run, const void *arg, struct err *err)
{
	const struct restore_args *args = arg;
	__attribute__((cleanup(restoring_free))) struct restoring r = {
		.run = run, .args = args, .restore.replaces = args->replace, .fd = -1,
	};
	int rc = prepare(&r, err);

	if (!rc)
		rc = run->opt->dry_run ? pretend(&r, err) : write_entries(&r, err);
	return rc ? rc : report(&r, err);
}

const struct cmd cmd_restore = {
	.name = "restore",
	.group = "move",
	.brief = "the entries of a snapshot into a map, or into a new one",
	.about = "Reads what save wrote. With MAP its entries are written into a map that\n"
		 "exists: keys that are there get the snapshot's value, other keys stay; with\n"
		 "--replace they are deleted. Without MAP the map is made anew, with its types,\n"
		 "filled, and pinned at --pin. Nothing is written, and nothing made, before all\n"
		 "of FILE was read and found right and fitting. --replace asks first, and needs\n"
		 "--yes where there is no terminal.",
	.examples = "mapctl restore flows.snapshot flows\n"
		    "mapctl restore flows.snapshot --pin /sys/fs/bpf/flows2 --name flows2\n"
		    "zcat flows.gz | mapctl restore --yes --replace - flows\n",
	.words = restore_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct restore_args),
	.run = restore_command,
};
