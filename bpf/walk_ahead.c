// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading the next chunks of a walk in a thread while the caller uses the last one. */

#include "bpf/thread.h"
#include "bpf/walk_impl.h"

/* The next free chunk; NULL: nobody wants more. Called with the lock held. */
static struct chunk *wait_for_room(struct ahead *ahead)
{
	while (!ahead->quit && ahead->filled - ahead->taken == WALK_CHUNKS - 1)
		pthread_cond_wait(&ahead->changed, &ahead->lock);
	return ahead->quit ? NULL : &ahead->chunks[(ahead->filled + 1) % WALK_CHUNKS];
}

static void *ahead_main(void *arg)
{
	struct ahead *ahead = arg;
	struct reader *reader = ahead->reader;
	struct chunk *chunk;
	int result = 0;

	pthread_mutex_lock(&ahead->lock);
	while (!result && !reader->end && (chunk = wait_for_room(ahead))) {
		pthread_mutex_unlock(&ahead->lock);
		result = reader->ops->read(reader, chunk, &ahead->err);
		pthread_mutex_lock(&ahead->lock);
		if (!result)
			ahead->filled++;
		pthread_cond_signal(&ahead->changed);
	}
	ahead->result = result;
	ahead->done = true;
	pthread_cond_signal(&ahead->changed);
	pthread_mutex_unlock(&ahead->lock);
	return NULL;
}

bool ahead_start(struct ahead *ahead, struct reader *reader, struct chunk *chunks)
{
	ahead->reader = reader;
	ahead->chunks = chunks;
	pthread_mutex_init(&ahead->lock, NULL);
	pthread_cond_init(&ahead->changed, NULL);
	if (!thread_start(&ahead->thread, ahead_main, ahead)) {
		ahead->running = true;
		return true;
	}
	pthread_mutex_destroy(&ahead->lock);
	pthread_cond_destroy(&ahead->changed);
	return false;
}

int ahead_next(struct ahead *ahead, struct chunk **chunk, struct err *err)
{
	int result;

	pthread_mutex_lock(&ahead->lock);
	while (ahead->filled == ahead->taken && !ahead->done)
		pthread_cond_wait(&ahead->changed, &ahead->lock);
	result = ahead->result;
	if (ahead->filled != ahead->taken) {
		*chunk = &ahead->chunks[++ahead->taken % WALK_CHUNKS];
		pthread_cond_signal(&ahead->changed);
		result = 1;
	}
	pthread_mutex_unlock(&ahead->lock);
	if (result < 0)
		*err = ahead->err;
	return result;
}

void ahead_stop(struct ahead *ahead)
{
	if (!ahead->running)
		return;
	pthread_mutex_lock(&ahead->lock);
	ahead->quit = true;
	pthread_cond_signal(&ahead->changed);
	pthread_mutex_unlock(&ahead->lock);
	pthread_join(ahead->thread, NULL);
	pthread_mutex_destroy(&ahead->lock);
	pthread_cond_destroy(&ahead->changed);
	ahead->running = false;
}
