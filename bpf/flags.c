// SPDX-License-Identifier: GPL-2.0-or-later
/* Flags of maps and of element calls: names to bits and back. */
#include <ctype.h>
#include <strings.h>

#include "bpf/type.h"
#include "bpf/uapi.h"
#include "btf/parse.h"
#include "btf/suggest.h"

struct flag {
	__u64 bits;
	const char *name;
	const char *about;
};

static const struct flag map_flags[] = {
	{BPF_F_NO_PREALLOC, "no_prealloc", "memory entry by entry, not for all of them at once"},
	{BPF_F_NO_COMMON_LRU, "no_common_lru", "a list of what was used last for each CPU"},
	{BPF_F_NUMA_NODE, "numa_node", "memory of one NUMA node"},
	{BPF_F_RDONLY, "rdonly", "user space may only read"},
	{BPF_F_WRONLY, "wronly", "user space may only write"},
	{BPF_F_STACK_BUILD_ID, "stack_build_id", "stacks as build ids and offsets"},
	{BPF_F_ZERO_SEED, "zero_seed", "the same hash for each map, for tests"},
	{BPF_F_RDONLY_PROG, "rdonly_prog", "programs may only read"},
	{BPF_F_WRONLY_PROG, "wronly_prog", "programs may only write"},
	{BPF_F_CLONE, "clone", "accepted sockets get the value of the listening one"},
	{BPF_F_MMAPABLE, "mmapable", "user space may map it into memory"},
	{BPF_F_PRESERVE_ELEMS, "preserve_elems",
	 "perf events stay when the process that set them ends"},
	{BPF_F_INNER_MAP, "inner_map", "may differ in size from others in a map of maps"},
	{BPF_F_LINK, "link", "struct_ops that a link registers"},
	{BPF_F_PATH_FD, "path_fd", "the path is relative to a descriptor"},
	{BPF_F_VTYPE_BTF_OBJ_FD, "vtype_btf_obj_fd", "the type of the value is a module's"},
	{BPF_F_TOKEN_FD, "token_fd", "made by the rights of a BPF token"},
	{BPF_F_SEGV_ON_FAULT, "segv_on_fault", "SIGSEGV at pages of an arena that no program made"},
	{BPF_F_NO_USER_CONV, "no_user_conv", "the addresses in an arena are none of user space"},
	{BPF_F_RB_OVERWRITE, "rb_overwrite", "the newest records overwrite the oldest"},
};

static const struct flag elem_flags[] = {
	{BPF_ANY, "any", "whether the key is there or not"},
	{BPF_NOEXIST, "noexist", "only a new key"},
	{BPF_EXIST, "exist", "only a key that is there"},
	{BPF_F_LOCK, "lock", "under the spin lock of the value"},
	{BPF_F_CPU, "cpu", "the value of one CPU"},
	{BPF_F_ALL_CPUS, "all_cpus", "one value for all CPUs"},
};

/* The names of one kind of flag, and what its users call it. */
struct flag_set {
	const struct flag *flags;
	size_t n;
	const char *what;
	__u64 max;
};

static const struct flag_set map_set = {map_flags, sizeof(map_flags) / sizeof(map_flags[0]),
					"map flag", 0xffffffff};
static const struct flag_set elem_set = {elem_flags, sizeof(elem_flags) / sizeof(elem_flags[0]),
					 "element flag", ~0ULL};

const char *map_flag_name(__u32 bit)
{
	for (size_t i = 0; i < map_set.n; i++) {
		if (map_flags[i].bits == bit)
			return map_flags[i].name;
	}
	return NULL;
}

static const char *flag_at(const struct flag_set *set, unsigned int i, const char **about)
{
	if (i >= set->n)
		return NULL;
	*about = set->flags[i].about;
	return set->flags[i].name;
}

const char *map_flag_at(unsigned int i, const char **about)
{
	return flag_at(&map_set, i, about);
}

const char *elem_flag_at(unsigned int i, const char **about)
{
	return flag_at(&elem_set, i, about);
}

static int flag_unknown(const struct flag_set *set, const char *word, struct err *err)
{
	struct suggestion near = {.word = word, .n = strlen(word)};
	struct buf quoted BUF_CLEANUP = {0};

	word_quote(&quoted, word, strlen(word));
	fail(err, ERR_USAGE, "unknown %s %s", set->what, buf_cstr(&quoted));
	for (size_t i = 0; i < set->n; i++)
		suggest_name(&near, set->flags[i].name);
	suggest_hint(&near, "flags", err);
	return err->code;
}

static const char *without_prefix(const char *word)
{
	if (!strncasecmp(word, "BPF_F_", 6))
		return word + 6;
	return strncasecmp(word, "BPF_", 4) ? word : word + 4;
}

static int flag_parse(const struct flag_set *set, const char *word, __u64 *bits, struct err *err)
{
	if (isdigit((unsigned char)word[0]))
		return parse_u64(word, set->what, 0, set->max, bits, err);
	for (size_t i = 0; i < set->n; i++) {
		if (!strcasecmp(set->flags[i].name, without_prefix(word))) {
			*bits = set->flags[i].bits;
			return 0;
		}
	}
	return flag_unknown(set, word, err);
}

static int flags_parse(const struct flag_set *set, const char *words, __u64 *flags, struct err *err)
{
	*flags = 0;
	for (;;) {
		size_t n = strcspn(words, ",|");
		struct buf word BUF_CLEANUP = {0};
		__u64 bits = 0;
		int rc;

		buf_add(&word, words, n);
		rc = flag_parse(set, buf_cstr(&word), &bits, err);
		if (rc)
			return rc;
		*flags |= bits;
		if (!words[n])
			return 0;
		words += n + 1;
	}
}

int map_flags_parse(const char *word, __u32 *flags, struct err *err)
{
	__u64 bits;
	int rc = flags_parse(&map_set, word, &bits, err);

	*flags = rc ? 0 : (__u32)bits;
	return rc;
}

int elem_flags_parse(const char *word, __u64 *flags, struct err *err)
{
	int rc = flags_parse(&elem_set, word, flags, err);

	if (!rc && (*flags & BPF_NOEXIST) && (*flags & BPF_EXIST))
		return fail(err, ERR_USAGE, "\"%s\": noexist and exist exclude each other", word);
	return rc;
}

void map_flags_format(__u32 flags, struct buf *out)
{
	const char *separator = "";

	for (size_t i = 0; i < map_set.n; i++) {
		if (!(flags & map_flags[i].bits))
			continue;
		buf_puts(out, separator);
		buf_puts(out, map_flags[i].name);
		flags &= ~(__u32)map_flags[i].bits;
		separator = ",";
	}
	if (!flags)
		return;
	buf_puts(out, separator);
	buf_hex(out, flags, 1);
}
