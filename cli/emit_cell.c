// SPDX-License-Identifier: GPL-2.0-or-later
/* One cell as JSON or as text. */
#include "cli/emit_impl.h"

bool cell_absent(const struct cell *cell)
{
	return cell->type == CELL_ABSENT || (cell->type == CELL_TEXT && !cell->text);
}

static void list_json(struct buf *out, const char *const *items, size_t n)
{
	buf_putc(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_putc(out, ',');
		buf_json(out, items[i]);
	}
	buf_putc(out, ']');
}

void cell_json(struct buf *out, const struct cell *cell)
{
	switch (cell->type) {
	case CELL_ABSENT:
	case CELL_NULL:
		buf_puts(out, "null");
		break;
	case CELL_U64:
		buf_u64(out, cell->u64);
		break;
	case CELL_S64:
		buf_s64(out, cell->s64);
		break;
	case CELL_BOOL:
		buf_puts(out, cell->yes ? "true" : "false");
		break;
	case CELL_TEXT:
		buf_json(out, cell->text);
		break;
	case CELL_LIST:
		list_json(out, cell->list.items, cell->list.n);
		break;
	case CELL_CALL:
		cell->call.add(out, CELL_FORM_JSON, cell->call.arg);
		break;
	}
}

static void string_text(struct buf *out, const char *s, enum cell_form form)
{
	if (form == CELL_FORM_RAW)
		buf_puts(out, s);
	else
		buf_escaped(out, s, strlen(s));
}

static void list_text(struct buf *out, const struct cell *cell, enum cell_form form)
{
	for (size_t i = 0; i < cell->list.n; i++) {
		if (i)
			buf_putc(out, ',');
		string_text(out, cell->list.items[i], form);
	}
}

static const char *bool_text(bool yes, enum cell_form form)
{
	if (form == CELL_FORM_TABLE)
		return yes ? "yes" : "no";
	return yes ? "true" : "false";
}

void cell_text(struct buf *out, const struct cell *cell, enum cell_form form)
{
	switch (cell->type) {
	case CELL_ABSENT:
		break;
	case CELL_NULL:
		buf_puts(out, form == CELL_FORM_TABLE ? "-" : "");
		break;
	case CELL_U64:
		buf_u64(out, cell->u64);
		break;
	case CELL_S64:
		buf_s64(out, cell->s64);
		break;
	case CELL_BOOL:
		buf_puts(out, bool_text(cell->yes, form));
		break;
	case CELL_TEXT:
		string_text(out, cell->text ? cell->text : "", form);
		break;
	case CELL_LIST:
		list_text(out, cell, form);
		break;
	case CELL_CALL:
		cell->call.add(out, form, cell->call.arg);
		break;
	}
}
