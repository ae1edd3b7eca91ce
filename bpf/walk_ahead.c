// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading the next chunk of a walk in a thread while the caller uses the last one. */
#include <signal.h>

#include "bpf/walk_impl.h"

static void *ahead_main(void *arg)
{
	struct ahead *ahead = arg;

	pthread_mutex_lock(&ahead->lock);
	for (;;) {
		int result;

		while (!ahead->chunk && !ahead->quit)
			pthread_cond_wait(&ahead->changed, &ahead->lock);
		if (ahead->quit)
			break;
		pthread_mutex_unlock(&ahead->lock);
		result = ahead->reader->ops->read(ahead->reader, ahead->chunk, &ahead->err);
		pthread_mutex_lock(&ahead->lock);
		ahead->result = result;
		ahead->chunk = NULL;
		pthread_cond_signal(&ahead->changed);
	}
	pthread_mutex_unlock(&ahead->lock);
	return NULL;
}

/* Signals are for the main thread, whose calls they are to interrupt. */
static int start_without_signals(struct ahead *ahead)
{
	sigset_t all, old;
	int code;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	code = pthread_create(&ahead->thread, NULL, ahead_main, ahead);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return code;
}

static bool ahead_start(struct ahead *ahead, struct reader *reader)
{
	ahead->reader = reader;
	pthread_mutex_init(&ahead->lock, NULL);
	pthread_cond_init(&ahead->changed, NULL);
	if (!start_without_signals(ahead)) {
		ahead->running = true;
		return true;
	}
	pthread_mutex_destroy(&ahead->lock);
	pthread_cond_destroy(&ahead->changed);
	return false;
}

bool ahead_begin(struct ahead *ahead, struct reader *reader, struct chunk *chunk)
{
	if (!ahead->running && !ahead_start(ahead, reader))
		return false;
	pthread_mutex_lock(&ahead->lock);
	ahead->chunk = chunk;
	pthread_cond_signal(&ahead->changed);
	pthread_mutex_unlock(&ahead->lock);
	return true;
}

int ahead_wait(struct ahead *ahead, struct err *err)
{
	int result;

	pthread_mutex_lock(&ahead->lock);
	while (ahead->chunk)
		pthread_cond_wait(&ahead->changed, &ahead->lock);
	result = ahead->result;
	pthread_mutex_unlock(&ahead->lock);
	if (result)
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
