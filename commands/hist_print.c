// SPDX-License-Identifier: GPL-2.0-or-later
/* Histograms as tables with bars, JSON documents and CSV rows. */
#include "commands/hist.h"

const struct emit_column hist_columns[] = {
	{.name = "by", .help = "with --by: the value that these rows are for"},
	{.name = "from", .flags = EMIT_RIGHT, .help = "least number of the bucket"},
	{.name = "to", .flags = EMIT_RIGHT, .help = "greatest number of the bucket"},
	{.name = "count", .flags = EMIT_RIGHT, .help = "how many values fell into it"},
	{.name = "distribution", .help = "the count as a bar"},
	{0},
};

enum { ROW_BY, ROW_FROM, ROW_TO, ROW_COUNT, ROW_BAR, N_ROW_COLUMNS };

static const struct emit_column document_columns[] = {
	{.name = "field"}, {.name = "by"},  {.name = "count"}, {.name = "min"}, {.name = "max"},
	{.name = "p50"},   {.name = "p90"}, {.name = "p99"},   {.name = "buckets"},
};

enum { DOC_FIELD, DOC_BY, DOC_COUNT, DOC_MIN, DOC_MAX, DOC_P50, DOC_P90, DOC_P99, DOC_BUCKETS,
       N_DOC_COLUMNS };

static const unsigned int percents[] = {50, 90, 99};

enum { N_PERCENTS = sizeof(percents) / sizeof(percents[0]) };

/* What is being printed, and of it a cell. */
struct printer {
	const struct hist_output *output;
	struct picked picked;
	size_t first; /* column that can be picked */
	const struct hist_group *group;
	unsigned int bar_width;
	u128 greatest; /* count of a bucket of the group */
};

struct number {
	u128 value;
	bool is_signed, int64_strings;
};

static void number_add(struct buf *out, enum cell_form form, const void *arg)
{
	const struct number *number = arg;
	bool negative = number->is_signed && (s128)number->value < 0;
	u128 magnitude = negative ? -number->value : number->value;
	bool quote = form == CELL_FORM_JSON && number->int64_strings && magnitude > 1ull << 53;

	if (quote)
		buf_putc(out, '"');
	if (negative)
		buf_putc(out, '-');
	buf_u128(out, magnitude);
	if (quote)
		buf_putc(out, '"');
}

static struct number number_of(const struct printer *p, u128 value, bool is_signed)
{
	return (struct number){value, is_signed, p->output->run->opt->int64_strings};
}

static struct cell number_cell(const struct number *number)
{
	return (struct cell){.type = CELL_CALL, .call = {number_add, number}};
}

static void number_text(const struct printer *p, u128 value, struct buf *out)
{
	const struct number number = number_of(p, value, p->group->hist.is_signed);

	number_add(out, CELL_FORM_TABLE, &number);
}

static void by_format(const struct printer *p, enum cell_form form, struct buf *out)
{
	const struct hist_output *output = p->output;
	const struct form how = run_form(output->run, form);

	if (output->by_key)
		layout_format_key(output->layout, p->group->object, &how, out);
	else
		layout_format_place(output->layout, output->by_place, p->group->object, &how, out);
}

static void by_add(struct buf *out, enum cell_form form, const void *arg)
{
	const struct printer *p = arg;
	const struct hist_output *output = p->output;
	size_t start = out->len;

	if (csv_wants_json(form, output->layout, output->by_place)) {
		by_format(p, CELL_FORM_JSON, out);
		if (csv_keeps_json(out, start))
			return;
	}
	if (form == CELL_FORM_JSON) {
		buf_putc(out, '{');
		buf_json(out, output->by);
		buf_putc(out, ':');
	}
	by_format(p, form, out);
	if (form == CELL_FORM_JSON)
		buf_putc(out, '}');
}

/* ---- rows of buckets ------------------------------------------------------------------------ */

/* A bar in eighths of a column; what is not empty shows. */
static void bar_add(const struct printer *p, u128 count, struct buf *out)
{
	static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	double share = p->greatest ? (double)count / (double)p->greatest : 0;
	unsigned int length = (unsigned int)(share * p->bar_width * 8 + 0.5);

	if (count && !length)
		length = 1;
	for (unsigned int i = 0; i < length / 8; i++)
		buf_puts(out, "█");
	buf_puts(out, eighths[length % 8]);
}

static int print_bucket(const struct printer *p, unsigned int bucket, struct err *err)
{
	const struct hist *hist = &p->group->hist;
	const u128 at = hist_at(hist, bucket);
	const struct number from = number_of(p, hist_from(hist, bucket), hist->is_signed);
	const struct number to = number_of(p, hist_to(hist, bucket), hist->is_signed);
	const struct number count = number_of(p, at, false);
	BUF_CLEANUP struct buf bar = {0};
	struct cell all[N_ROW_COLUMNS];

	bar_add(p, at, &bar);
	all[ROW_BY] = (struct cell){.type = CELL_CALL, .call = {by_add, p}};
	all[ROW_FROM] = number_cell(&from);
	all[ROW_TO] = number_cell(&to);
	all[ROW_COUNT] = number_cell(&count);
	all[ROW_BAR] = (struct cell){.type = CELL_TEXT, .text = buf_cstr(&bar)};
	return bar.oom ? fail_oom(err) : picked_row(&p->picked, all + p->first, err);
}

static void widen(unsigned int *width, const struct printer *p, u128 value, bool is_signed)
{
	const struct number number = number_of(p, value, is_signed);
	BUF_CLEANUP struct buf text = {0};

	number_add(&text, CELL_FORM_TABLE, &number);
	if (text.len > *width)
		*width = (unsigned int)text.len;
}

/* What the numbers leave of the terminal. */
static void measure(struct printer *p, unsigned int first, unsigned int last)
{
	const struct hist *hist = &p->group->hist;
	unsigned int width = p->output->run->opt->emit.width;
	unsigned int from = sizeof("from") - 1, to = sizeof("to") - 1, count = sizeof("count") - 1;

	p->greatest = 0;
	for (unsigned int i = first; i <= last; i++) {
		if (hist_at(hist, i) > p->greatest)
			p->greatest = hist_at(hist, i);
		widen(&from, p, hist_from(hist, i), hist->is_signed);
		widen(&to, p, hist_to(hist, i), hist->is_signed);
		widen(&count, p, hist_at(hist, i), false);
	}
	from += to + count + 3;
	width = width ? width : 80;
	p->bar_width = width > from + 1 ? width - from : 1;
}

static void add_statistics(const struct printer *p, struct buf *line)
{
	const struct hist *hist = &p->group->hist;

	buf_u128(line, hist->count);
	buf_puts(line, hist->count == 1 ? " value" : " values");
	if (!hist->count)
		return;
	if (!hist->slots) {
		buf_puts(line, ", min ");
		number_text(p, hist->min, line);
	}
	for (int i = 0; i < N_PERCENTS; i++) {
		buf_printf(line, hist->slots ? ", p%u up to " : ", p%u ", percents[i]);
		number_text(p, hist_percentile(hist, percents[i]), line);
	}
	if (!hist->slots) {
		buf_puts(line, ", max ");
		number_text(p, hist->max, line);
	}
}

/* Tables have each group under a title. */
static int print_title(const struct printer *p, struct err *err)
{
	struct emit_group group = {0};
	BUF_CLEANUP struct buf title = {0};

	if (!p->output->by || p->output->run->opt->emit.format != EMIT_TABLE)
		return 0;
	buf_printf(&title, "%s ", p->output->by);
	by_add(&title, CELL_FORM_TABLE, p);
	group.title = buf_cstr(&title);
	return title.oom ? fail_oom(err) : emit_group(p->picked.emit, &group, err);
}

static int print_group_rows(struct printer *p, struct err *err)
{
	BUF_CLEANUP struct buf line = {0};
	unsigned int first = 1, last = 0;
	int rc = print_title(p, err);

	if (hist_span(&p->group->hist, &first, &last))
		measure(p, first, last);
	for (unsigned int i = first; !rc && i <= last; i++)
		rc = print_bucket(p, i, err);
	add_statistics(p, &line);
	return rc ? rc : emit_footer(p->picked.emit, buf_cstr(&line), err);
}

/* ---- documents ------------------------------------------------------------------------------ */

static void buckets_add(struct buf *out, enum cell_form form, const void *arg)
{
	const struct printer *p = arg;
	const struct hist *hist = &p->group->hist;
	unsigned int first, last;

	buf_putc(out, '[');
	if (!hist_span(hist, &first, &last))
		first = 1, last = 0;
	for (unsigned int i = first; i <= last; i++) {
		const struct number from = number_of(p, hist_from(hist, i), hist->is_signed);
		const struct number to = number_of(p, hist_to(hist, i), hist->is_signed);
		const struct number count = number_of(p, hist_at(hist, i), false);

		buf_puts(out, i == first ? "{\"from\":" : ",{\"from\":");
		number_add(out, form, &from);
		buf_puts(out, ",\"to\":");
		number_add(out, form, &to);
		buf_puts(out, ",\"count\":");
		number_add(out, form, &count);
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

static int print_document(struct printer *p, struct err *err)
{
	const struct hist *hist = &p->group->hist;
	struct cell all[N_DOC_COLUMNS] = {0};
	struct number count = number_of(p, hist->count, false), percentile[N_PERCENTS];
	struct number min = number_of(p, hist->min, hist->is_signed);
	struct number max = number_of(p, hist->max, hist->is_signed);

	all[DOC_FIELD] = (struct cell){.type = CELL_TEXT, .text = p->output->field};
	if (p->output->by)
		all[DOC_BY] = (struct cell){.type = CELL_CALL, .call = {by_add, p}};
	all[DOC_COUNT] = number_cell(&count);
	if (hist->count && !hist->slots) {
		all[DOC_MIN] = number_cell(&min);
		all[DOC_MAX] = number_cell(&max);
	}
	for (int i = 0; hist->count && i < N_PERCENTS; i++) {
		percentile[i] = number_of(p, hist_percentile(hist, percents[i]), hist->is_signed);
		all[DOC_P50 + i] = number_cell(&percentile[i]);
	}
	all[DOC_BUCKETS] = (struct cell){.type = CELL_CALL, .call = {buckets_add, p}};
	return picked_row(&p->picked, all + p->first, err);
}

/* ---- all of it ------------------------------------------------------------------------------ */

/* The columns that make sense here, in *from; returns the first one. */
static size_t columns_of(const struct hist_output *output, const struct emit_column **from,
			 size_t *n)
{
	enum emit_format format = output->run->opt->emit.format;

	if (emit_is_json(format)) {
		*from = document_columns;
		*n = N_DOC_COLUMNS;
		return 0;
	}
	*from = hist_columns;
	*n = format == EMIT_TABLE ? N_ROW_COLUMNS : ROW_BAR;
	return output->by && format != EMIT_TABLE ? ROW_BY : ROW_FROM;
}

static int printer_open(struct printer *p, struct err *err)
{
	const struct hist_output *output = p->output;
	bool one = emit_is_json(output->run->opt->emit.format) && !output->by;
	const struct emit_column *from;
	size_t n;

	p->first = columns_of(output, &from, &n);
	return picked_open(&p->picked, output->run, from + p->first, n - p->first, false,
			   one ? EMIT_ONE : EMIT_MANY, err);
}

int hist_print(const struct hist_output *output, struct err *err)
{
	struct printer p = {.output = output};
	int rc = printer_open(&p, err);

	for (size_t i = 0; !rc && i < output->n_groups; i++) {
		p.group = output->groups[i];
		if (emit_is_json(output->run->opt->emit.format))
			rc = print_document(&p, err);
		else
			rc = print_group_rows(&p, err);
	}
	if (!rc && !output->n_groups)
		rc = emit_footer(p.picked.emit, "0 values", err);
	if (!rc)
		rc = emit_end(p.picked.emit, err);
	emit_free(p.picked.emit);
	return rc;
}
