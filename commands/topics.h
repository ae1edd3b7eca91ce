/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help on what no single command owns: how values are typed, how maps are named, … */
#ifndef MAPCTL_COMMANDS_TOPICS_H
#define MAPCTL_COMMANDS_TOPICS_H

struct topic {
	const char *name;
	const char *brief; /* one line, lower case, no full stop */
	const char *text;  /* wrapped by hand at 80 columns */
};

/* i from 0; NULL at the end. */
const struct topic *topic_at(unsigned int i);

#endif
