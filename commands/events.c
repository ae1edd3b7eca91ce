// SPDX-License-Identifier: GPL-2.0-or-later
/* events: the records of a ring buffer or perf event array as they come. */
#include <stdlib.h>
#include <string.h>

#include "bpf/stream.h"
#include "commands/ending.h"
#include "commands/events.h"

struct events_args {
	struct target_args target;
	struct word_list as;
	struct word_list btf;
	struct word_u64 count;
	const char *duration;
	bool follow, peek, history, steal;
};

static const struct word events_words[] = {
	TARGET_MAP(struct events_args, target),
	{.name = "--as", .meta = "TYPE|PATH=HINT", .type = WORD_LIST, .flags = WORD_OPTION,
	 .complete = COMPLETE_HINT,
	 .help = "the records' type: 'struct event'; or show a field as ipv4, ktime…",
	 WORD_AT(struct events_args, as)},
	{.name = "--btf", .meta = "FILE|id N|prog REF", .type = WORD_SOURCE, .flags = WORD_OPTION,
	 .help = "where that type is declared", WORD_AT(struct events_args, btf)},
	{.name = "--count", .meta = "N", .type = WORD_U64, .flags = WORD_OPTION, .min = 1,
	 .help = "end after N records", WORD_AT(struct events_args, count)},
	{.name = "--for", .meta = "TIME", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .help = "end after 5s, 250ms, 2h", WORD_AT(struct events_args, duration)},
	{.name = "--follow", .letter = 'F', .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "wait for the map, and reopen it when it is replaced",
	 WORD_AT(struct events_args, follow)},
	{.name = "--peek", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "consume nothing, whoever reads", WORD_AT(struct events_args, peek)},
	{.name = "--history", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "peek, from the oldest consumed record that is still there on",
	 WORD_AT(struct events_args, history)},
	{.name = "--steal", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "consume, although another process reads",
	 WORD_AT(struct events_args, steal)},
	TARGET_NARROW(struct events_args, target),
	TARGET_NEWEST(struct events_args, target),
	{0},
};

/* What must go together when the map is replaced by another of its name. */
struct source {
	struct map *map;
	struct records records;
	struct stream *stream;
};

struct events {
	const struct run *run;
	const struct events_args *args;
	struct source source;
	struct event_printer *printer;
	struct buf notes;
	struct ending ending;
	__u64 next_look;
	__u64 records, bytes, lost, lost_bytes;
	__u64 lost_told; /* of them were printed so many */
	bool waited; /* for the map */
	bool ended;  /* by --count, or before the map was there */
};

/* How often readers, replacement and losses are looked at, in nanoseconds. */
static const __u64 look_every = 1000000000;

/* Records between two looks at signals and the clock while they never cease. */
enum { BURST = 4096 };

enum { RETRY_MS = 200 };

static void source_close(struct source *source)
{
	stream_free(source->stream);
	records_free(&source->records);
	map_free(source->map);
	memset(source, 0, sizeof(*source));
}

/* Retries of a type that is not to be found yet, and milliseconds between them. */
enum {
	TYPE_TRIES = 20,
	TYPE_RETRY_MS = 100
};

static int find_records(struct events *events, struct source *source, struct err *err)
{
	BUF_CLEANUP struct buf btf = {0};
	struct record_words words = {
		.as = events->args->as.words,
		.n_as = events->args->as.n,
		.btf = join_words(&events->args->btf, &btf),
	};

	buf_reset(&events->notes);
	records_free(&source->records);
	return records_find(&source->records, source->map, &words, &events->notes, err);
}

/* A map that has just appeared is there before the programs that tell its type. */
static int find_types(struct events *events, struct source *source, bool fresh, struct err *err)
{
	int rc = find_records(events, source, err);

	for (int i = 0; fresh && i < TYPE_TRIES && (rc == ERR_USAGE || !source->records.n); i++) {
		if (ending_signalled(&events->ending, TYPE_RETRY_MS))
			break;
		err_clear(err);
		rc = find_records(events, source, err);
	}
	run_notes(events->run, &events->notes);
	return rc;
}

static int open_stream(struct events *events, struct source *source, struct err *err)
{
	const struct stream_options options = {
		.peek = events->args->peek || events->run->opt->readonly,
		.history = events->args->history,
		.steal = events->args->steal,
	};
	int rc = stream_open(&source->stream, source->map, &options, &events->notes, err);

	if (!rc && events->run->opt->readonly)
		buf_puts(&events->notes, "peeking, since --readonly forbids to consume\n");
	run_notes(events->run, &events->notes);
	return rc;
}

/*
 * Makes of an open map (source->map) a whole source; `fresh`: it has just appeared. The buffer is
 * opened before the types are looked for, so that it keeps what comes meanwhile.
 */
static int source_open(struct events *events, struct source *source, bool fresh, struct err *err)
{
	int rc = stream_check_map(source->map, err);

	if (!rc)
		rc = open_stream(events, source, err);
	return rc ? rc : find_types(events, source, fresh, err);
}

/* Which map is meant is a reader's question. */
static int open_newest(struct events *events, const struct map_ref *ref, unsigned int mode,
		       struct map **out, struct err *err)
{
	MAP_CLEANUP struct map *map = NULL;
	struct map_ref by_id = {.how = MAP_BY_ID};
	int rc = map_open(&map, run_kernel(events->run), ref, MAP_READ, &events->notes, err);

	if (rc)
		return rc;
	by_id.id = map->info.id;
	return map_open(out, run_kernel(events->run), &by_id, mode, NULL, err);
}

static int open_mode(struct events *events, const struct map_ref *ref, unsigned int mode,
		     struct map **map, struct err *err)
{
	int rc = ref->newest ? open_newest(events, ref, mode, map, err)
			     : map_open(map, run_kernel(events->run), ref, mode, &events->notes,
					err);

	if (rc)
		buf_reset(&events->notes);
	return rc;
}

/*
 * Rings are mapped through a descriptor that may write. Where that is refused, one can be peeked
 * at.
 */
static int open_map(struct events *events, const struct map_ref *ref, struct map **map,
		    struct err *err)
{
	struct err refused = {0};
	int rc = open_mode(events, ref, MAP_WRITE, map, err);

	if ((rc == -EPERM || rc == -EACCES) && !events->args->steal &&
	    !open_mode(events, ref, MAP_READ, map, &refused)) {
		err_clear(err);
		rc = 0;
	}
	err_clear(&refused);
	run_notes(events->run, &events->notes);
	return rc;
}

/*
 * -F: true for what time will change: there is no such map yet, or nobody has begun to read one
 * that is only peeked at.
 */
static bool is_early(const struct events *events, const struct source *source, int rc)
{
	return events->args->follow &&
	       (source->map ? rc == -ENODATA && !source->stream : rc == -ENOENT);
}

/* -F: until the map is there. 0 without a map when the end came before it. */
static int wait_for_source(struct events *events, struct err *err)
{
	struct map_ref ref = target_ref(&events->args->target);
	struct source *source = &events->source;

	for (;;) {
		int rc = open_map(events, &ref, &source->map, err);

		if (!rc)
			rc = source_open(events, source, events->waited, err);
		if (!is_early(events, source, rc))
			return rc;
		if (!events->waited)
			run_note(events->run, "waiting: %s", err->msg);
		events->waited = true;
		err_clear(err);
		source_close(source);
		ending_signalled(&events->ending, ending_left(&events->ending, RETRY_MS));
		events->ended = ending_reached(&events->ending);
		if (events->ended)
			return 0;
	}
}

static int take_event(struct events *events, const struct event *event, struct err *err)
{
	int rc;

	if (!event->data) {
		events->lost += event->lost;
		events->lost_bytes += event->lost_bytes;
		return 0;
	}
	rc = event_print(events->printer, event, err);
	events->records++;
	events->bytes += event_printer_bytes(events->printer);
	events->ended = events->args->count.given && events->records >= events->args->count.value;
	return rc;
}

/* Only what has been written is given up. */
static int flush(struct events *events, struct err *err)
{
	int rc = event_printer_flush(events->printer, err);

	if (!rc)
		rc = stream_release(events->source.stream, &events->notes, err);
	run_notes(events->run, &events->notes);
	return rc;
}

/* Prints what is there now. 1: there may be more; 0: that was all. */
static int drain(struct events *events, struct err *err)
{
	struct event event;
	int rc = 1, n = 0;

	event_printer_now(events->printer);
	while (!events->ended && n++ < BURST) {
		rc = stream_next(events->source.stream, &event, err);
		if (rc <= 0)
			break;
		rc = take_event(events, &event, err);
		if (!rc && stream_is_due(events->source.stream))
			rc = flush(events, err);
		if (rc)
			return rc;
		rc = 1;
	}
	if (rc == 0 || events->ended) {
		int flushed = flush(events, err);

		return flushed ? flushed : rc;
	}
	return rc;
}

static void tell_lost(struct events *events)
{
	if (events->lost + events->lost_bytes == events->lost_told)
		return;
	events->lost_told = events->lost + events->lost_bytes;
	if (events->lost)
		run_note(events->run, "%llu records lost", (unsigned long long)events->lost);
	if (events->lost_bytes)
		run_note(events->run, "%llu bytes of records were overwritten before they could "
			 "be peeked at", (unsigned long long)events->lost_bytes);
}

/* Prints the rest of the map that was replaced, and goes on with the new one. */
static int replace(struct events *events, struct source *next, struct err *err)
{
	int rc;

	stream_stop(events->source.stream);
	do
		rc = drain(events, err);
	while (rc > 0 && !events->ended && !ending_signalled(&events->ending, 0));
	if (rc || events->ended)
		return rc < 0 ? rc : 0;
	run_note(events->run, "\"%s\" was replaced: going on with map %u", next->map->name,
		 next->map->info.id);
	event_printer_set_records(events->printer, &next->records);
	source_close(&events->source);
	events->source = *next;
	memset(next, 0, sizeof(*next));
	/* The printer must not point into what has moved. */
	event_printer_set_records(events->printer, &events->source.records);
	return 0;
}

/* -F: the map may have a successor by now. That it cannot be opened yet is no error. */
static int look_for_successor(struct events *events, struct err *err)
{
	struct map_ref ref = target_ref(&events->args->target);
	struct source next = {0};
	struct err absent = {0};
	int rc = 0;

	ref.newest = ref.how != MAP_BY_ID && ref.how != MAP_BY_PIN;
	if (!open_map(events, &ref, &next.map, &absent) &&
	    next.map->info.id != events->source.map->info.id) {
		rc = source_open(events, &next, true, err);
		if (!rc)
			rc = replace(events, &next, err);
		else if (is_early(events, &next, rc))
			rc = 0;
		if (!rc)
			err_clear(err);
	}
	err_clear(&absent);
	source_close(&next);
	return rc;
}

/* What is done once a second. */
static int look(struct events *events, struct err *err)
{
	int rc;

	if (event_now() < events->next_look)
		return 0;
	events->next_look = event_now() + look_every;
	tell_lost(events);
	rc = stream_look(events->source.stream, &events->notes, err);
	run_notes(events->run, &events->notes);
	if (!rc && events->args->follow)
		rc = look_for_successor(events, err);
	return rc;
}

/* What came before the end is printed, too, unless another signal comes. */
static int finish(struct events *events, struct err *err)
{
	int rc;

	ending_take(&events->ending);
	stream_stop(events->source.stream);
	do
		rc = drain(events, err);
	while (rc > 0 && !events->ended && !ending_signalled(&events->ending, 0));
	if (rc > 0 && !events->ended)
		run_note(events->run, "what else was there is not printed");
	return rc < 0 ? rc : 0;
}

static int loop(struct events *events, struct err *err)
{
	int rc = 0;

	events->next_look = event_now() + look_every;
	do {
		int more = drain(events, err);

		if (more < 0)
			return more;
		rc = events->ended ? 0 : look(events, err);
		if (rc)
			return rc;
		if (!more && !events->ended)
			stream_wait(events->source.stream, events->ending.fd,
				    ending_left(&events->ending, 1000));
	} while (!events->ended && !ending_reached(&events->ending));
	rc = events->ended ? 0 : finish(events, err);
	if (!rc)
		rc = flush(events, err);
	return rc ? rc : event_printer_end(events->printer, err);
}

static void summarize(struct events *events)
{
	BUF_CLEANUP struct buf line = {0};

	buf_printf(&line, "%llu record%s, %llu bytes, %llu lost",
		   (unsigned long long)events->records, events->records == 1 ? "" : "s",
		   (unsigned long long)events->bytes, (unsigned long long)events->lost);
	if (events->lost_bytes)
		buf_printf(&line, ", %llu bytes overwritten unseen",
			   (unsigned long long)events->lost_bytes);
	run_note(events->run, "%s", buf_cstr(&line));
}

static int run_signalled(struct events *events, struct err *err)
{
	int rc = wait_for_source(events, err);

	if (!rc && events->source.map)
		rc = event_printer_new(&events->printer, events->run, events->source.map,
				       &events->source.records, err);
	if (!rc && events->source.map)
		rc = loop(events, err);
	if (!rc)
		summarize(events);
	event_printer_free(events->printer);
	source_close(&events->source);
	buf_free(&events->notes);
	return rc;
}

static int check_words(const struct run *run, const struct events_args *args, struct err *err)
{
	if (target_check_one(&args->target, err))
		return err->code;
	if (run->opt->columns && emit_check_list(run->opt->columns, err))
		return err->code;
	if (args->steal && (args->peek || args->history))
		return fail(err, ERR_USAGE, "--steal consumes, %s does not",
			    args->peek ? "--peek" : "--history");
	if (args->steal && run->opt->readonly)
		return fail(err, ERR_USAGE, "--steal consumes, which --readonly refuses");
	return 0;
}

static int events_run(struct run *run, const void *arg, struct err *err)
{
	struct events events = {.run = run, .args = arg};
	int rc = check_words(run, arg, err);

	if (!rc)
		rc = ending_open(&events.ending, events.args->duration, err);
	if (rc)
		return rc;
	rc = run_signalled(&events, err);
	ending_close(&events.ending);
	return rc;
}

const struct cmd cmd_events = {
	.name = "events",
	.group = "look",
	.brief = "records of a ring buffer or perf event array as they come",
	.about = "Prints records until Ctrl-C, which is its end: exit status 0. When another\n"
		 "process reads the buffer, events only peeks and says so: nothing is taken from\n"
		 "it. Else it consumes, or opens perf buffers of its own in the slots that are\n"
		 "empty; --peek and --readonly never do, --steal always.\n"
		 "\n"
		 "The records' type is --as, the map's BTF, or the only struct of the size that\n"
		 "the programs send; several that fit are listed and records shown as hex. time\n"
		 "is when a perf record was sent, and when one of a ring buffer was read. A\n"
		 "program that finds a ring buffer full drops its record and nobody is told.\n"
		 "\n"
		 "To map a ring buffer takes a descriptor that may write. Where that is refused\n"
		 "events peeks through a probe (CAP_BPF and CAP_PERFMON).",
	.examples = "mapctl events rb --as 'struct event' --btf prog.bpf.o\n"
		    "mapctl -J events output --count 10 | jq .value\n"
		    "mapctl events -F pinned /sys/fs/bpf/rb --peek -o time,pid,comm\n",
	.words = events_words,
	.columns = event_columns,
	.flags = CMD_ENDLESS | CMD_CONSUMES | CMD_FIELD_COLUMNS,
	.args_size = sizeof(struct events_args),
	.run = events_run,
};
