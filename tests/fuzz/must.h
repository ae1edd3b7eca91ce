/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has to be so in a fuzzer, or it has found something. */
#ifndef MAPCTL_TESTS_FUZZ_MUST_H
#define MAPCTL_TESTS_FUZZ_MUST_H

#include <stdio.h>
#include <stdlib.h>

#define MUST(what)                                                                  \
	do {                                                                        \
		if (!(what)) {                                                      \
			fprintf(stderr, "%s:%d: not so: " #what "\n", __FILE__, __LINE__); \
			abort();                                                    \
		}                                                                   \
	} while (0)

#endif
