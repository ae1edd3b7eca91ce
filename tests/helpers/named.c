// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * named OBJ.bpf.o DIR: loads the object named.bpf.c, runs take_stacks once, pins maps and programs
 * as DIR/NAME and prints the build id of the libc that made the call.
 */
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

/* Registered through a link only, and there is none. */
#define STRUCT_OPS_BY_LINK (1u << 13)

static int die(const char *what)
{
	fprintf(stderr, "named: %s: %s\n", what, strerror(errno));
	return 1;
}

static void print_note(const ElfW(Nhdr) *note)
{
	const unsigned char *id = (const unsigned char *)(note + 1) + 4;

	if (note->n_type != NT_GNU_BUILD_ID || note->n_namesz != 4)
		return;
	for (unsigned int i = 0; i < note->n_descsz; i++)
		printf("%02x", id[i]);
	printf("\n");
}

static int print_build_id(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	(void)arg;
	if (!strstr(info->dlpi_name, "/libc.so"))
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *phdr = &info->dlpi_phdr[i];
		const char *note = (const char *)(info->dlpi_addr + phdr->p_vaddr);

		if (phdr->p_type == PT_NOTE)
			print_note((const ElfW(Nhdr) *)note);
	}
	return 1;
}

static int take_stacks(struct bpf_object *object)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, "take_stacks");
	struct bpf_test_run_opts opts;

	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	return bpf_prog_test_run_opts(bpf_program__fd(program), &opts);
}

int main(int argc, char **argv)
{
	struct bpf_object *object = argc == 3 ? bpf_object__open_file(argv[1], NULL) : NULL;
	struct bpf_map *congestion;
	struct bpf_link *link;

	if (!object)
		return die("open");
	congestion = bpf_object__find_map_by_name(object, "congestion");
	if (bpf_map__set_map_flags(congestion, STRUCT_OPS_BY_LINK) || bpf_object__load(object))
		return die("load");
	link = bpf_map__attach_struct_ops(congestion);
	if (!link || take_stacks(object))
		return die("run");
	if (bpf_object__pin_maps(object, argv[2]) || bpf_object__pin_programs(object, argv[2]))
		return die("pin");
	dl_iterate_phdr(print_build_id, NULL);
	bpf_link__destroy(link);
	bpf_object__close(object);
	return 0;
}
