// SPDX-License-Identifier: GPL-2.0-or-later
/* Times of day as text. */
#include <time.h>

#include "bpf/event.h"
#include "commands/clock.h"

enum { NS_PER_SECOND = 1000000000 };

__s64 clock_to_wall(void)
{
	struct timespec wall;

	clock_gettime(CLOCK_REALTIME, &wall);
	return (__s64)wall.tv_sec * NS_PER_SECOND + wall.tv_nsec - (__s64)event_now();
}

static void add_padded(struct buf *out, __u64 v, unsigned int digits)
{
	char text[20];

	for (unsigned int i = digits; i-- > 0; v /= 10)
		text[i] = (char)('0' + v % 10);
	buf_add(out, text, digits);
}

void clock_format(__u64 wall, enum cell_form form, struct buf *out)
{
	time_t seconds = (time_t)(wall / NS_PER_SECOND);
	struct tm local;

	if (form == CELL_FORM_TABLE && localtime_r(&seconds, &local)) {
		add_padded(out, (__u64)local.tm_hour, 2);
		buf_putc(out, ':');
		add_padded(out, (__u64)local.tm_min, 2);
		buf_putc(out, ':');
		add_padded(out, (__u64)local.tm_sec, 2);
	} else {
		buf_u64(out, (__u64)seconds);
	}
	buf_putc(out, '.');
	add_padded(out, wall % NS_PER_SECOND / 1000, 6);
}
