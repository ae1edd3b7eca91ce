// SPDX-License-Identifier: GPL-2.0-or-later
/* trace: who looks up, changes and deletes elements of maps from user space. */
#include <poll.h>
#include <unistd.h>

#include "bpf/event.h"
#include "bpf/fd.h"
#include "commands/data.h"
#include "commands/ending.h"
#include "commands/trace.h"

struct trace_args {
	struct target_args target;
	struct typing_args typing;
	struct word_u32 pid;
	const char *key;
	struct word_u64 count;
	const char *duration;
};

static const struct word trace_words[] = {
	{.name = "MAP", .type = WORD_MAP,
	 .help = "only this one: a name, an id or a pin; else all maps",
	 WORD_AT(struct trace_args, target.map)},
	{.name = "--pid", .meta = "PID", .type = WORD_U32, .flags = WORD_OPTION, .min = 1,
	 .complete = COMPLETE_PID,
	 .help = "only calls of this process", WORD_AT(struct trace_args, pid)},
	{.name = "--key", .meta = "KEY", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_DATA,
	 .help = "only calls on this key of MAP: 501, '{a: 1}', 10.0.0.1, hex:0a00",
	 WORD_AT(struct trace_args, key)},
	{.name = "--count", .meta = "N", .type = WORD_U64, .flags = WORD_OPTION, .min = 1,
	 .help = "end after N calls", WORD_AT(struct trace_args, count)},
	{.name = "--for", .meta = "TIME", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .help = "end after 5s, 250ms, 2h", WORD_AT(struct trace_args, duration)},
	TARGET_NEWEST(struct trace_args, target),
	TYPING_WORDS(struct trace_args, typing),
	{0},
};

/* A run of the command. */
struct tracing {
	const struct run *run;
	const struct trace_args *args;
	struct map *map; /* NULL: all */
	struct data key;
	struct trace *trace;
	struct call_printer *printer;
	struct ending ending;
	__u64 calls, lost_told, next_note;
	unsigned int burst;
	struct err *err;
};

/* Calls between two looks at signals and the clock while they never cease. */
enum { BURST = 4096 };

static bool is_counted_out(const struct tracing *tracing)
{
	return tracing->args->count.given && tracing->calls >= tracing->args->count.value;
}

static int take_call(void *arg, const struct trace_call *call)
{
	struct tracing *tracing = arg;
	int rc = call_print(tracing->printer, call, tracing->err);

	tracing->calls++;
	if (rc)
		return rc;
	return is_counted_out(tracing) || ++tracing->burst == BURST;
}

static void tell_lost(struct tracing *tracing)
{
	__u64 lost = trace_lost(tracing->trace);

	if (lost == tracing->lost_told || event_now() < tracing->next_note)
		return;
	tracing->lost_told = lost;
	tracing->next_note = event_now() + 1000000000;
	run_note(tracing->run, "%llu calls lost: they came faster than they were printed",
		 (unsigned long long)lost);
}

/* Prints what is there. 1: there may be more. */
static int drain(struct tracing *tracing, struct err *err)
{
	int rc;

	tracing->burst = 0;
	rc = trace_consume(tracing->trace, take_call, tracing);
	if (rc < 0 || (rc > 0 && !is_counted_out(tracing)))
		return rc;
	return call_printer_flush(tracing->printer, err);
}

static int wait_for_calls(const struct tracing *tracing, struct err *err)
{
	struct pollfd fds[] = {
		{.fd = tracing->ending.fd, .events = POLLIN},
		{.fd = trace_fd(tracing->trace), .events = POLLIN},
	};

	if (poll(fds, 2, ending_left(&tracing->ending, TRACE_LOOK_MS)) < 0 && errno != EINTR)
		return fail(err, -errno, "cannot wait for calls: %s", err_text(-errno));
	return 0;
}

static int loop(struct tracing *tracing, struct err *err)
{
	bool stopped = false;
	int rc;

	for (;;) {
		rc = drain(tracing, err);
		if (rc < 0 || is_counted_out(tracing) || (stopped && !rc))
			break;
		tell_lost(tracing);
		if (!rc)
			rc = wait_for_calls(tracing, err);
		if (rc < 0)
			break;
		/* What came before the end is printed, too. */
		if (!stopped && ending_reached(&tracing->ending)) {
			trace_stop(tracing->trace);
			stopped = true;
		}
	}
	return rc < 0 ? rc : call_printer_end(tracing->printer, err);
}

static void summarize(struct tracing *tracing)
{
	run_note(tracing->run, "%llu call%s, %llu lost", (unsigned long long)tracing->calls,
		 tracing->calls == 1 ? "" : "s", (unsigned long long)trace_lost(tracing->trace));
}

static int trace_and_print(struct tracing *tracing, struct err *err)
{
	struct kernel *kernel = run_kernel(tracing->run);
	const struct trace_filter filter = {
		.map_id = tracing->map ? tracing->map->info.id : 0,
		.pid = tracing->args->pid.value,
		.key = tracing->key.key,
		.key_size = tracing->key.key ? tracing->map->info.key_size : 0,
	};
	int rc = call_printer_new(&tracing->printer, tracing->run, tracing->map, err);

	if (!rc)
		rc = trace_new(&tracing->trace, kernel, &filter, err);
	if (!rc)
		rc = loop(tracing, err);
	if (!rc)
		summarize(tracing);
	trace_free(tracing->trace);
	call_printer_free(tracing->printer);
	return rc;
}

static int read_key(struct tracing *tracing, struct err *err)
{
	const char *words[] = {tracing->args->key};
	const struct data_args args = {.key = {.words = words, .n = 1}};
	const struct map *map = tracing->map;

	if (map->type->can & TYPE_OBJECT_KEY)
		return fail(err, ERR_USAGE, "--key: the keys of map \"%s\" are descriptors of the "
			    "callers", map->name);
	if (map->info.key_size > TRACE_KEY_MAX)
		return fail(err, ERR_USAGE, "--key: the keys of map \"%s\" have %u bytes, and only "
			    "%d of a call's are looked at", map->name, map->info.key_size,
			    TRACE_KEY_MAX);
	return data_read_key(tracing->run, map, &args, &tracing->key, err);
}

static int check_words(const struct trace_args *args, struct err *err)
{
	if (args->target.map.how == MAP_NOT_GIVEN && args->key)
		return fail(err, ERR_USAGE, "--key needs a MAP whose key it is");
	if (args->target.map.how == MAP_NOT_GIVEN &&
	    (args->typing.types[0] || args->typing.btf.n || args->typing.as.n))
		return fail(err, ERR_USAGE, "types can be given for one MAP only");
	return 0;
}

static int check_pid(const struct trace_args *args, struct err *err)
{
	int pidfd = args->pid.given ? fd_process(args->pid.value, err) : 0;

	if (pidfd > 0)
		close(pidfd);
	return pidfd < 0 ? pidfd : 0;
}

/* Finds the map and the key before anything is loaded. */
static int prepare(struct tracing *tracing, struct err *err)
{
	const struct trace_args *args = tracing->args;
	int rc = check_words(args, err);

	if (!rc)
		rc = check_pid(args, err);
	if (rc || args->target.map.how == MAP_NOT_GIVEN)
		return rc;
	rc = target_open(tracing->run, &args->target, &args->typing, MAP_READ, &tracing->map, err);
	if (!rc && args->key)
		rc = read_key(tracing, err);
	if (!rc)
		map_let_go(tracing->map);
	return rc;
}

static int trace_run(struct run *run, const void *arg, struct err *err)
{
	struct tracing tracing = {.run = run, .args = arg, .err = err};
	int rc;

	data_init(&tracing.key);
	rc = prepare(&tracing, err);
	if (!rc)
		rc = ending_open(&tracing.ending, tracing.args->duration, err);
	if (!rc) {
		rc = trace_and_print(&tracing, err);
		ending_close(&tracing.ending);
	}
	data_free(&tracing.key);
	map_free(tracing.map);
	return rc;
}

const struct cmd cmd_trace = {
	.name = "trace",
	.group = "look",
	.brief = "who looks up, updates and deletes entries from user space",
	.about =
		"Prints the bpf() calls of other processes that look up, update or delete\n"
		"entries or ask for the next key, one by one or in batches, as they return,\n"
		"until Ctrl-C, which is its end: exit status 0. What BPF programs do is not\n"
		"seen, nor what 32-bit processes do on x86-64. The value of get_next_key is the\n"
		"key that it gave.\n"
		"\n"
		"Keys and values are copied up to 512 and 4096 bytes for a call; what is longer\n"
		"is cut and marked: \"…\", in JSON \"cut\":true. A key or value that could not be\n"
		"read, or none, is null. With --key batches come when it is among their keys or\n"
		"may be among those cut off. Every system call gets slower by a look at its\n"
		"number while this runs.",
	.examples = "mapctl trace config\n"
		    "mapctl -J trace --pid 4711 | jq 'select(.result == \"ENOENT\")'\n"
		    "mapctl trace config --key 501 --for 10s\n",
	.words = trace_words,
	.columns = call_columns,
	.flags = CMD_ENDLESS,
	.args_size = sizeof(struct trace_args),
	.run = trace_run,
};
