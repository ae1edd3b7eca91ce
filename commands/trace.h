/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Printing traced calls: shared by the files of the trace command. */
#ifndef MAPCTL_COMMANDS_TRACE_H
#define MAPCTL_COMMANDS_TRACE_H

#include "bpf/trace.h"
#include "commands/commands.h"

/* Closes the descriptor: a map does not live longer for being looked at. Its types stay. */
void map_let_go(struct map *map);

/* The rows' columns. */
extern const struct emit_column call_columns[];

struct call_printer;

/*
 * `map` (NULL: none) is the one that was asked for, its types compiled; it must outlive the
 * printer.
 */
int call_printer_new(struct call_printer **out, const struct run *run, const struct map *map,
		     struct err *err);
void call_printer_free(struct call_printer *printer);

int call_print(struct call_printer *printer, const struct trace_call *call, struct err *err);

/* Writes what is held back; at the end: what closes the output. */
int call_printer_flush(struct call_printer *printer, struct err *err);
int call_printer_end(struct call_printer *printer, struct err *err);

#endif
