// SPDX-License-Identifier: GPL-2.0-or-later
/* A thread that sends one batch of entries while the caller fills another. */
#include <pthread.h>
#include <stdlib.h>

#include "bpf/entry_batch.h"
#include "bpf/thread.h"

struct entry_sender {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct entry_batch *batch; /* to be sent; NULL: none */
	int result;
	bool quit;
};

static void *sender_main(void *arg)
{
	struct entry_sender *sender = arg;

	pthread_mutex_lock(&sender->lock);
	for (;;) {
		int result;

		while (!sender->batch && !sender->quit)
			pthread_cond_wait(&sender->changed, &sender->lock);
		if (!sender->batch)
			break;
		pthread_mutex_unlock(&sender->lock);
		result = entry_batch_send(sender->batch);
		pthread_mutex_lock(&sender->lock);
		sender->result = result;
		sender->batch = NULL;
		pthread_cond_signal(&sender->changed);
	}
	pthread_mutex_unlock(&sender->lock);
	return NULL;
}

int entry_sender_new(struct entry_sender **out, struct err *err)
{
	struct entry_sender *sender = calloc(1, sizeof(*sender));
	int rc;

	*out = NULL;
	if (!sender)
		return fail_oom(err);
	pthread_mutex_init(&sender->lock, NULL);
	pthread_cond_init(&sender->changed, NULL);
	rc = thread_start(&sender->thread, sender_main, sender);
	if (rc) {
		free(sender);
		return fail(err, rc, "cannot start a thread: %s", err_text(rc));
	}
	*out = sender;
	return 0;
}

void entry_sender_free(struct entry_sender *sender)
{
	if (!sender)
		return;
	pthread_mutex_lock(&sender->lock);
	sender->quit = true;
	pthread_cond_signal(&sender->changed);
	pthread_mutex_unlock(&sender->lock);
	pthread_join(sender->thread, NULL);
	pthread_mutex_destroy(&sender->lock);
	pthread_cond_destroy(&sender->changed);
	free(sender);
}

void entry_sender_start(struct entry_sender *sender, struct entry_batch *batch)
{
	pthread_mutex_lock(&sender->lock);
	sender->batch = batch;
	sender->result = 0;
	pthread_cond_signal(&sender->changed);
	pthread_mutex_unlock(&sender->lock);
}

int entry_sender_wait(struct entry_sender *sender)
{
	int result;

	pthread_mutex_lock(&sender->lock);
	while (sender->batch)
		pthread_cond_wait(&sender->changed, &sender->lock);
	result = sender->result;
	sender->result = 0;
	pthread_mutex_unlock(&sender->lock);
	return result;
}
