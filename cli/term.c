// SPDX-License-Identifier: GPL-2.0-or-later
/* The terminal's size, whether it gets colour, and what texts take of it. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

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

void term_size(int fd, unsigned int *columns, unsigned int *rows)
{
	struct winsize size = {0};

	ioctl(fd, TIOCGWINSZ, &size);
	*columns = size.ws_col ? size.ws_col : 80;
	*rows = size.ws_row ? size.ws_row : 24;
}

bool term_colour(int fd)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && !(no_color && *no_color) && term && strcmp(term, "dumb");
}

/* A text wider than this is as good as any other that fits no terminal. */
#define WIDTH_MAX ((size_t)1 << 30)

/* The columns of the character that begins a text, and its bytes. */
static size_t character_width(const char *s, size_t n, mbstate_t *state, size_t *len)
{
	wchar_t wide;
	int w = 1;

	*len = (unsigned char)*s < 0x80 ? 1 : mbrtowc(&wide, s, n, state);
	if (*len == 0 || *len > n) { /* not a character of this locale: UTF-8 all the same */
		memset(state, 0, sizeof(*state));
		*len = 1;
		w = ((unsigned char)*s & 0xc0) != 0x80;
	} else if ((unsigned char)*s >= 0x80) {
		w = wcwidth(wide);
	}
	return w > 0 ? (size_t)w : 0;
}

size_t term_text_width(const char *s, size_t n)
{
	mbstate_t state = {0};
	size_t width = 0;

	for (size_t len; n; s += len, n -= len)
		width += character_width(s, n, &state, &len);
	return width < WIDTH_MAX ? width : WIDTH_MAX;
}

size_t term_text_fit(const char *s, size_t n, size_t columns)
{
	mbstate_t state = {0};
	size_t at = 0, width = 0;

	for (size_t len; at < n; at += len) {
		width += character_width(s + at, n - at, &state, &len);
		if (width > columns)
			break;
	}
	return at;
}
