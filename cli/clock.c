// SPDX-License-Identifier: GPL-2.0-or-later
/* A clock that nobody sets. */
#include <time.h>

#include "cli/clock.h"

__u64 clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000000 + (__u64)now.tv_nsec / 1000;
}

__u64 clock_ms(void)
{
	return clock_us() / 1000;
}
