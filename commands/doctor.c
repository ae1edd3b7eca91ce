// SPDX-License-Identifier: GPL-2.0-or-later
/* doctor: what works here, what does not, why, and what would mend it. */
#include "bpf/features.h"
#include "bpf/pin.h"
#include "commands/commands.h"

struct doctor_args {
	bool fix;
};

static const struct word doctor_words[] = {
	{.name = "--fix", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "mount bpffs at " PIN_ROOT " if it is not", WORD_AT(struct doctor_args, fix)},
	{0},
};

static const struct emit_column columns[] = {
	{.name = "area", .help = "kernel, user or build"},
	{.name = "check", .help = "what was looked at"},
	{.name = "status", .help = "ok; no: it does not work; info: good to know"},
	{.name = "detail", .help = "what was found, or why it does not work"},
	{.name = "mend", .help = "what would make it work"},
	{0},
};

struct doctor {
	struct picked picked;
	struct err *err;
};

static int print_feature(void *arg, const struct feature *feature)
{
	static const char *const status[] = {
		[FEATURE_OK] = "ok", [FEATURE_NO] = "no", [FEATURE_INFO] = "info",
	};
	struct doctor *doctor = arg;
	const struct cell all[] = {
		{.type = CELL_TEXT, .text = feature->area},
		{.type = CELL_TEXT, .text = feature->name},
		{.type = CELL_TEXT, .text = status[feature->state]},
		{.type = CELL_TEXT, .text = feature->detail},
		{.type = CELL_TEXT, .text = feature->mend},
	};

	return picked_row(&doctor->picked, all, doctor->err);
}

static int fix(const struct run *run, struct err *err)
{
	int rc;

	if (pin_root_mounted())
		return 0;
	if (run->opt->readonly)
		return fail(err, -EROFS, "--fix mounts a file system, and --readonly forbids that");
	rc = pin_root_mount(err);
	if (!rc)
		run_note(run, "mounted bpffs at " PIN_ROOT);
	return rc;
}

static int doctor_run(struct run *run, const void *arg, struct err *err)
{
	const struct doctor_args *args = arg;
	struct doctor doctor = {.err = err};
	int rc = args->fix ? fix(run, err) : 0;

	if (rc)
		return rc;
	rc = picked_open(&doctor.picked, run, columns, 5, false, EMIT_MANY, err);
	if (!rc)
		rc = features_each(run_kernel(run), print_feature, &doctor);
	if (!rc)
		rc = emit_end(doctor.picked.emit, err);
	emit_free(doctor.picked.emit);
	return rc;
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.group = "live in",
	.brief = "what this kernel, user and build can and cannot do",
	.about = "Each line is something tried out or read, with the reason where it does not\n"
		 "work and what would mend it. Nothing is changed without --fix.",
	.examples = "mapctl doctor\n"
		    "mapctl doctor --fix\n",
	.words = doctor_words,
	.columns = columns,
	.args_size = sizeof(struct doctor_args),
	.run = doctor_run,
};
