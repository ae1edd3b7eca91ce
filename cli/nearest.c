// SPDX-License-Identifier: GPL-2.0-or-later
/* The distance between words: letters added, left out, changed or swapped with a neighbour. */
#include <string.h>

#include "cli/nearest.h"

#define WORD_MAX 32

static size_t min2(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* One cell of the table of distances between the beginnings of a and b. */
static size_t step(size_t d[WORD_MAX + 1][WORD_MAX + 1], const char *a, const char *b, size_t i,
		   size_t j)
{
	size_t best = min2(d[i - 1][j], d[i][j - 1]) + 1;

	best = min2(best, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
	if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
		best = min2(best, d[i - 2][j - 2] + 1);
	return best;
}

static size_t word_distance(const char *a, const char *b)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1];
	size_t n = strlen(a), m = strlen(b);

	if (n > WORD_MAX || m > WORD_MAX)
		return WORD_MAX;
	for (size_t i = 0; i <= n; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= m; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		for (size_t j = 1; j <= m; j++)
			d[i][j] = step(d, a, b, i, j);
	}
	return d[n][m];
}

void nearest_offer(struct nearest *nearest, const char *known)
{
	size_t distance = word_distance(nearest->typed, known);

	/* A third of the letters may differ: "lokup" is near "lookup", "pin" is not near "push". */
	if (distance * 3 > strlen(known) + 1 || (nearest->best && distance >= nearest->distance))
		return;
	nearest->best = known;
	nearest->distance = distance;
}
