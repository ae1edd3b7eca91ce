// SPDX-License-Identifier: GPL-2.0-or-later
/* The terminal's width and whether it gets colour. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/number.h"
#include "cli/term.h"

unsigned int term_width(int fd)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size = {0};
	__u64 width;

	if (!isatty(fd))
		return 0;
	if (!ioctl(fd, TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	if (columns && !number_parse_u64(columns, &width) && width && width < 100000)
		return (unsigned int)width;
	return 80;
}

bool term_colour(int fd)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && !(no_color && *no_color) && term && strcmp(term, "dumb");
}
