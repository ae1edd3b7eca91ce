// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load OBJ.bpf.o DIR: loads a BPF object and pins each of its maps as DIR/NAME, dots as
 * underscores.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>

static int pin_maps(struct bpf_object *object, const char *dir)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/%s", dir, bpf_map__name(map));
		for (char *p = path + strlen(dir); *p; p++) {
			if (*p == '.')
				*p = '_';
		}
		if (bpf_map__pin(map, path)) {
			fprintf(stderr, "load: %s: %s\n", path, strerror(errno));
			return 1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct bpf_object *object = argc == 3 ? bpf_object__open_file(argv[1], NULL) : NULL;
	int rc = 1;

	if (argc != 3)
		fprintf(stderr, "usage: load OBJ.bpf.o DIR\n");
	else if (!object || bpf_object__load(object))
		fprintf(stderr, "load: %s: %s\n", argv[1], strerror(errno));
	else
		rc = pin_maps(object, argv[2]);
	bpf_object__close(object);
	return rc;
}
