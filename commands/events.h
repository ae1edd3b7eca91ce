/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Printing records: shared by the files of the events command. */
#ifndef MAPCTL_COMMANDS_EVENTS_H
#define MAPCTL_COMMANDS_EVENTS_H

#include "bpf/event.h"
#include "bpf/record.h"
#include "commands/commands.h"

/* What a row has beside the fields of its record. */
extern const struct emit_column event_columns[];

struct event_printer;

/*
 * Columns: cpu (of perf buffers), time, value; size and the fields of the record by -o, which
 * emit_check_list() has passed. The records
 * must outlive it, or be set anew.
 */
int event_printer_new(struct event_printer **out, const struct run *run, const struct map *map,
		      struct records *records, struct err *err);
void event_printer_free(struct event_printer *printer);

/* The records are from another map from now on: a field that its type lacks is empty. */
void event_printer_set_records(struct event_printer *printer, struct records *records);

/* Records that don't tell when they were sent are from now on. */
void event_printer_now(struct event_printer *printer);

int event_print(struct event_printer *printer, const struct event *event, struct err *err);

/* The bytes of the record printed last: where its type is known, without the padding of perf. */
__u32 event_printer_bytes(const struct event_printer *printer);

/* Writes what is held back; at the end: what closes the output. */
int event_printer_flush(struct event_printer *printer, struct err *err);
int event_printer_end(struct event_printer *printer, struct err *err);

#endif
