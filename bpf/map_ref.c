// SPDX-License-Identifier: GPL-2.0-or-later
/* Words to map references. */
#include "bpf/map_impl.h"
#include "btf/parse.h"

static int ref_number(const char *word, const char *what, __u32 *out, struct err *err)
{
	__u64 number;
	int rc = parse_u64(word, what, 0, 0xffffffff, &number, err);

	*out = rc ? 0 : (__u32)number;
	return rc;
}

int map_ref_bare(const char *word, struct map_ref *ref, struct err *err)
{
	ref->word = word;
	if (!word[0])
		return fail(err, ERR_USAGE, "\"\" is no map");
	if (strchr(word, '/')) {
		ref->how = MAP_BY_PIN;
		return 0;
	}
	ref->how = MAP_BY_NAME;
	if (word[strspn(word, "0123456789")])
		return 0;
	ref->how = MAP_BY_ID;
	return ref_number(word, "id", &ref->id, err);
}

static int ref_pid_fd(const char *const *words, size_t n, struct map_ref *ref, struct err *err)
{
	int rc;

	if (n < 4 || strcmp(words[2], "fd"))
		return fail(err, ERR_USAGE, "\"pid\" needs a descriptor: pid N fd M");
	ref->how = MAP_BY_PID_FD;
	rc = ref_number(words[1], "pid", &ref->pid, err);
	return rc ? rc : ref_number(words[3], "fd", &ref->fd, err);
}

int map_ref_parse(const char *const *words, size_t n, size_t *used, struct map_ref *ref,
		  struct err *err)
{
	memset(ref, 0, sizeof(*ref));
	*used = 1;
	if (!n)
		return fail(err, ERR_USAGE, "a map is missing: NAME, id N, or pinned PATH");
	if (!strcmp(words[0], "pid")) {
		*used = 4;
		return ref_pid_fd(words, n, ref, err);
	}
	if (strcmp(words[0], "name") && strcmp(words[0], "id") && strcmp(words[0], "pinned"))
		return map_ref_bare(words[0], ref, err);
	if (n < 2)
		return fail(err, ERR_USAGE, "\"%s\" needs a word behind it", words[0]);
	*used = 2;
	ref->word = words[1];
	ref->how = MAP_BY_NAME;
	if (!strcmp(words[0], "pinned"))
		ref->how = MAP_BY_PIN;
	if (strcmp(words[0], "id"))
		return 0;
	ref->how = MAP_BY_ID;
	return ref_number(words[1], "id", &ref->id, err);
}
