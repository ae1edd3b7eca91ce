// SPDX-License-Identifier: GPL-2.0-or-later
/* The definitions of maps in BTF's .maps section, and through them the names the kernel cut. */
#include <bpf/btf.h>

#include "bpf/map_impl.h"

enum {
	CUT_LEN = BPF_OBJ_NAME_LEN - 1
};

/* The struct that describes a map: the type of a variable in .maps. NULL: it is none. */
static const struct btf_type *definition_struct(const struct btf *btf, const struct btf_type *var)
{
	__s32 id = var && btf_is_var(var) ? btf__resolve_type(btf, var->type) : -1;
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;

	return t && btf_is_struct(t) ? t : NULL;
}

/*
 * __type(key, T) is a member `T *key`, __uint(type, N) is `int (*type)[N]`: the id of what the
 * member points to, or 0.
 */
static __u32 definition_member(const struct btf *btf, const struct btf_type *def, const char *name)
{
	const struct btf_member *m = btf_members(def);

	for (__u16 i = 0; i < btf_vlen(def); i++, m++) {
		const char *is = btf__name_by_offset(btf, m->name_off);
		const struct btf_type *t = btf__type_by_id(btf, m->type);

		if (is && t && btf_is_ptr(t) && !strcmp(is, name))
			return t->type;
	}
	return 0;
}

static bool definition_fits(const struct btf *btf, const struct btf_type *def,
			    const struct bpf_map_info *info)
{
	__u32 type = definition_member(btf, def, "type");
	const struct btf_type *array = type ? btf__type_by_id(btf, type) : NULL;

	if (array && btf_is_array(array) && btf_array(array)->nelems != info->type)
		return false;
	if (!info->btf_key_type_id && !info->btf_value_type_id)
		return true;
	return definition_member(btf, def, "key") == info->btf_key_type_id &&
	       definition_member(btf, def, "value") == info->btf_value_type_id;
}

static const struct btf_type *maps_section(const struct btf *btf)
{
	__s32 id = btf__find_by_name_kind(btf, ".maps", BTF_KIND_DATASEC);

	return id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;
}

/* Names in BTF are bounded, but may be missing. */
static const char *section_name(const struct btf *btf, const struct btf_type *section, __u16 i,
				const struct btf_type **var)
{
	const char *name;

	*var = btf__type_by_id(btf, btf_var_secinfos(section)[i].type);
	name = *var ? btf__name_by_offset(btf, (*var)->name_off) : NULL;
	return name ? name : "";
}

/*
 * The variable whose name the map's begins. Where several begin so, the one whose definition is the
 * map's; NULL when that leaves none or several.
 */
static const char *maps_variable(const struct btf *btf, const struct bpf_map_info *info)
{
	const struct btf_type *section = maps_section(btf), *var, *def;
	const char *only = NULL, *fitting = NULL;
	unsigned int n = 0, n_fitting = 0;

	for (__u16 i = 0; section && i < btf_vlen(section); i++) {
		const char *name = section_name(btf, section, i, &var);

		if (strncmp(name, info->name, CUT_LEN))
			continue;
		only = name;
		n++;
		def = definition_struct(btf, var);
		if (def && definition_fits(btf, def, info)) {
			fitting = name;
			n_fitting++;
		}
	}
	if (n == 1)
		return only;
	return n_fitting == 1 ? fitting : NULL;
}

static const char *pin_name(const char *pin, const char *cut)
{
	const char *slash = strrchr(pin, '/');
	const char *name = slash ? slash + 1 : pin;

	return strncmp(name, cut, CUT_LEN) ? NULL : name;
}

enum map_name_state map_name_state(const struct bpf_map_info *info, const struct btf *btf,
				   const char *pin, const char **full)
{
	const char *known = NULL;

	*full = NULL;
	/* A dot is in no C name: libbpf made it, "prog.bss", and cut the program's name instead. */
	if (strnlen(info->name, CUT_LEN) < CUT_LEN || memchr(info->name, '.', CUT_LEN))
		return MAP_NAME_WHOLE;
	if (btf)
		known = maps_variable(btf, info);
	if (!known && pin)
		known = pin_name(pin, info->name);
	if (!known)
		return MAP_NAME_UNSURE;
	if (!known[CUT_LEN])
		return MAP_NAME_WHOLE;
	*full = known;
	return MAP_NAME_LONGER;
}

bool map_full_name(const struct bpf_map_info *info, const struct btf *btf, const char *pin,
		   struct buf *out)
{
	const char *full;

	if (map_name_state(info, btf, pin, &full) != MAP_NAME_LONGER)
		return false;
	buf_puts(out, full);
	return true;
}

bool map_name(const struct bpf_map_info *info, const struct btf *btf, const char *pin,
	      struct buf *out)
{
	const char *full;
	enum map_name_state state = map_name_state(info, btf, pin, &full);

	buf_puts(out, full ? full : info->name);
	return state == MAP_NAME_UNSURE;
}

/* "prog.bss" is section ".bss": what stands behind the object's name. */
static bool section_definition(const struct btf *btf, const char *name, __u32 *value)
{
	const char *dot = strchr(name, '.');
	__s32 id = dot ? btf__find_by_name_kind(btf, dot, BTF_KIND_DATASEC) : 0;

	*value = id > 0 ? (__u32)id : 0;
	return *value;
}

bool map_definition(const struct btf *btf, const struct bpf_map_info *info, const char *name,
		    __u32 *key, __u32 *value)
{
	const struct btf_type *section = maps_section(btf), *var, *def;

	*key = 0;
	if (section_definition(btf, name, value))
		return true;
	if (strnlen(name, BPF_OBJ_NAME_LEN) == CUT_LEN) {
		const char *full = maps_variable(btf, info);

		name = full ? full : name;
	}
	for (__u16 i = 0; section && i < btf_vlen(section); i++) {
		if (strcmp(section_name(btf, section, i, &var), name))
			continue;
		def = definition_struct(btf, var);
		if (!def)
			return false;
		*key = definition_member(btf, def, "key");
		*value = definition_member(btf, def, "value");
		return *key || *value;
	}
	return false;
}
