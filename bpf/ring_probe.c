// SPDX-License-Identifier: GPL-2.0-or-later
/* A ring buffer that may not be mapped: its bytes come, as they are asked for, through a probe. */
#include <stdlib.h>
#include <unistd.h>

#include "bpf/probe.h"
#include "bpf/probes/ring.h"
#include "bpf/ring_impl.h"

#include <sys/mman.h> /* behind bpf/type.h: its MAP_STACK is another */

struct ring_probe {
	struct probe *probe;
	struct probe_peek *peek; /* shared with the program */
	__u64 upto;              /* the ring's bytes from ring->at to here have been copied */
};

void ring_probe_free(struct ring_probe *through)
{
	if (!through)
		return;
	if (through->peek)
		munmap(through->peek, sizeof(*through->peek));
	probe_free(through->probe);
	free(through);
}

static int load(struct ring_probe *through, struct err *err)
{
	void *peek;
	int rc = probe_open(&through->probe, "ring", err);

	if (!rc)
		rc = probe_want(through->probe, "window", err);
	if (rc)
		return rc;
	probe_keep(through->probe, RING_PEEK);
	rc = probe_load(through->probe, err);
	if (rc)
		return rc;
	peek = mmap(NULL, sizeof(*through->peek), PROT_READ | PROT_WRITE, MAP_SHARED,
		    probe_kept(through->probe), 0);
	if (peek == MAP_FAILED)
		return fail(err, -errno, "cannot map the probe's window: %s", err_text(-errno));
	through->peek = peek;
	return 0;
}

/* Memory that looks like the ring's pages, the data twice; what is never asked for takes none. */
static int map_shadow(struct ring *ring, struct err *err)
{
	size_t size = ring->page + 2 * ring->size;
	char *pages = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *first = MAP_FAILED, *again = MAP_FAILED, *consumer;
	int fd = memfd_create("mapctl-ring", MFD_CLOEXEC);
	int rights = PROT_READ | PROT_WRITE;

	consumer = mmap(NULL, ring->page, rights, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages != MAP_FAILED && fd >= 0 && !ftruncate(fd, (off_t)(ring->page + ring->size))) {
		first = mmap(pages, ring->page + ring->size, rights, MAP_SHARED | MAP_FIXED, fd, 0);
		again = mmap(pages + ring->page + ring->size, ring->size, rights,
			     MAP_SHARED | MAP_FIXED, fd, (off_t)ring->page);
	}
	if (fd >= 0)
		close(fd);
	ring->producer = pages == MAP_FAILED ? NULL : pages;
	ring->consumer = consumer == MAP_FAILED ? NULL : consumer;
	if (first == MAP_FAILED || again == MAP_FAILED || !ring->consumer)
		return fail_oom(err);
	ring->data = pages + ring->page;
	return 0;
}

/* A window from `from` on into the shadow, and the positions as they are behind that. */
static int copy_window(struct ring *ring, __u64 from)
{
	struct ring_probe *through = ring->through;
	struct probe_peek *peek = through->peek;
	struct err ignored = {0};
	BUF_CLEANUP struct buf nothing = {0};
	__u64 *producer = ring->producer, n;
	int rc;

	peek->map_id = ring->map->info.id;
	peek->from = from;
	peek->seen = 0;
	rc = probe_read(through->probe, "window", &nothing, &ignored);
	if (rc || !peek->seen || peek->upto < from || peek->upto - from > PROBE_WINDOW)
		return rc ? rc : -ESRCH;
	n = peek->upto - from < ring->size ? peek->upto - from : ring->size;
	memcpy((char *)ring->producer + ring->page + (from & (ring->size - 1)), peek->data, n);
	*ring->consumer = peek->at.consumer;
	producer[RING_PRODUCER] = peek->at.producer;
	producer[RING_OVERWRITE] = peek->at.overwrite;
	through->upto = from + n;
	return 0;
}

/* Whether the whole record at ring->at has been copied; or what no kernel writes. */
static bool is_copied(const struct ring *ring)
{
	__u64 upto = ring->through->upto, room;

	if (ring->at + RING_HEADER > upto)
		return false;
	room = ring_record_room(ring_header(ring, ring->at) & RING_SIZE_MASK);
	return ring->at + room <= upto || room > ring->size;
}

int ring_probe_look(struct ring *ring)
{
	int rc;

	if (is_copied(ring) && !(ring_header(ring, ring->at) & RING_BUSY))
		return 0;
	rc = copy_window(ring, ring->at);
	/* A record longer than a window. */
	while (!rc && ring->at + RING_HEADER <= ring->through->upto && !is_copied(ring))
		rc = copy_window(ring, ring->through->upto);
	return rc;
}

bool ring_probe_has(const struct ring *ring)
{
	return ring->at < ring->through->upto;
}

int ring_probe_fetch(struct ring *ring, __u64 from, __u64 upto)
{
	int rc;

	do
		rc = copy_window(ring, from);
	while (!rc && ring->through->upto > from && (from = ring->through->upto) < upto);
	return rc;
}

int ring_probe_open(struct ring *ring, struct err *err)
{
	int rc;

	ring->through = calloc(1, sizeof(*ring->through));
	if (!ring->through)
		return fail_oom(err);
	rc = load(ring->through, err);
	if (!rc)
		rc = map_shadow(ring, err);
	if (rc)
		return rc;
	/* Nothing is behind the last position: this only asks for where things are. */
	rc = copy_window(ring, ~7ULL);
	ring->through->upto = 0;
	return rc ? fail(err, rc, "cannot look into ring buffer \"%s\": %s", ring->map->name,
			 err_text(rc))
		  : 0;
}
