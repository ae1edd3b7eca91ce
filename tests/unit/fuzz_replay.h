/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a fuzzer once found, given to it again. */
#ifndef MAPCTL_TESTS_UNIT_FUZZ_REPLAY_H
#define MAPCTL_TESTS_UNIT_FUZZ_REPLAY_H

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

/* Behind cli/err.h: cmocka has a macro fail() */
#include <cmocka.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static inline void replay_file(const char *path)
{
	char text[1024];
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	LLVMFuzzerTestOneInput((unsigned char *)text, fread(text, 1, sizeof(text), file));
	fclose(file);
}

static inline void replay_directory(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	int files = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		char file[512];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		replay_file(file);
		files++;
	}
	closedir(dir);
	assert_true(files > 0);
}

#endif
