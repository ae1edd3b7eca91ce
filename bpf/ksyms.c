// SPDX-License-Identifier: GPL-2.0-or-later
/* The names of the kernel's functions, by address: /proc/kallsyms, sorted. */
#include <stdio.h>
#include <stdlib.h>

#include "bpf/ksyms.h"

#define GROW         65536
#define FUNCTION_MAX (1 << 20) /* no function is so large: what is farther behind is in none */

static int add(struct ksyms *ksyms, __u64 address, const char *name)
{
	struct ksym *list = ksyms->list;

	if (ksyms->n % GROW == 0)
		list = realloc(list, (ksyms->n + GROW) * sizeof(*list));
	if (!list)
		return -ENOMEM;
	ksyms->list = list;
	list[ksyms->n++] = (struct ksym){address, ksyms->names.len};
	buf_add(&ksyms->names, name, strlen(name) + 1);
	return ksyms->names.oom ? -ENOMEM : 0;
}

/* "ffffffff81000000 T _text", and for modules a tab and "[module]" behind it. */
static int add_line(struct ksyms *ksyms, const char *line)
{
	unsigned long long address;
	char type, name[512]; /* KSYM_NAME_LEN; before 6.1 it was 128 */

	if (sscanf(line, "%llx %c %511s", &address, &type, name) != 3 || !address)
		return 0;
	return strchr("tTwW", type) ? add(ksyms, address, name) : 0;
}

static int by_address(const void *a, const void *b)
{
	const struct ksym *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

int ksyms_read(struct ksyms *ksyms, struct err *err)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char *line = NULL;
	size_t size = 0;
	int rc = 0;

	if (!file)
		return fail(err, -errno, "cannot read /proc/kallsyms: %s", err_text(-errno));
	while (!rc && getline(&line, &size, file) > 0)
		rc = add_line(ksyms, line);
	free(line);
	fclose(file);
	if (rc)
		return fail_oom(err);
	if (ksyms->n)
		qsort(ksyms->list, ksyms->n, sizeof(*ksyms->list), by_address);
	return 0;
}

void ksyms_free(struct ksyms *ksyms)
{
	free(ksyms->list);
	buf_free(&ksyms->names);
	memset(ksyms, 0, sizeof(*ksyms));
}

const char *ksyms_find(const struct ksyms *ksyms, __u64 address, __u64 *offset)
{
	size_t low = 0, high = ksyms->n;
	__u64 behind;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ksyms->list[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	behind = low ? address - ksyms->list[low - 1].address : FUNCTION_MAX;
	if (behind >= FUNCTION_MAX)
		return NULL;
	if (offset)
		*offset = behind;
	return ksyms->names.data + ksyms->list[low - 1].name;
}

__u64 ksyms_address(const struct ksyms *ksyms, const char *name)
{
	__u64 found = 0;

	for (size_t i = 0; i < ksyms->n; i++) {
		if (strcmp(ksyms->names.data + ksyms->list[i].name, name))
			continue;
		if (found && found != ksyms->list[i].address)
			return 0;
		found = ksyms->list[i].address;
	}
	return found;
}
