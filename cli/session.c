// SPDX-License-Identifier: GPL-2.0-or-later
/* Commands run one after another, and what they share. */
#include <stdlib.h>

#include "cli/report.h"
#include "cli/session.h"
#include "cli/term.h"

void session_init(struct session *session, const struct program *program,
		  const struct options *defaults)
{
	*session = (struct session){.program = program, .defaults = *defaults};
	settings_init(&session->settings, defaults);
}

void session_free(struct session *session)
{
	session_forget(session);
	settings_free(&session->settings);
	free(session->map_word);
	free(session->map_name);
	session->map_word = session->map_name = NULL;
}

int session_world(struct session *session, struct err *err)
{
	if (session->world || !session->program->world_new)
		return 0;
	return session->program->world_new(&session->world, err);
}

void session_forget(struct session *session)
{
	if (session->world && session->program->world_free)
		session->program->world_free(session->world);
	session->world = NULL;
}

int session_use(struct session *session, const struct map_words *map, const char *name, __u32 id)
{
	char *word = map && map->word ? strdup(map->word) : NULL;
	char *copy = name ? strdup(name) : NULL;

	if ((map && map->word && !word) || (name && !copy)) {
		free(word);
		free(copy);
		return -ENOMEM;
	}
	free(session->map_word);
	free(session->map_name);
	settings_free(&session->settings); /* types of another map */
	session->map_word = word;
	session->map_name = copy;
	session->map_id = id;
	session->map = map ? *map : (struct map_words){0};
	session->map.word = word;
	return 0;
}

void session_map_free(struct session_map *map)
{
	free(map->name);
	map->name = NULL;
}

void session_options(const struct session *session, struct options *opt)
{
	*opt = session->defaults;
	if (!session->single)
		settings_apply(&session->settings, opt);
	opt->emit.width = opt->tty_out ? term_width(opt->emit.fd) : 0;
	opt->in_lines = !session->single;
	opt->at_prompt = session->interactive;
	opt->map_in_use = session->map.how == MAP_NOT_GIVEN ? NULL : &session->map;
}

static int command_run(struct session *session, const struct parsed *parsed, struct err *err)
{
	struct run run = {.cmd = parsed->cmd,
			  .program = session->program,
			  .opt = &parsed->opt,
			  .session = session->single ? NULL : session};
	int ret = session_world(session, err);

	run.world = session->world;
	return ret ? ret : parsed->cmd->run(&run, parsed->args, err);
}

static int help_print(const struct program *program, const struct parsed *parsed, struct err *err)
{
	BUF_CLEANUP struct buf out = {0};

	if (parsed->cmd)
		help_command(program, &parsed->opt, parsed->cmd, &out);
	else if (parsed->group)
		help_of_group(program, &parsed->opt, parsed->group, &out);
	else
		help_overview(program, &parsed->opt, &out);
	return out.oom ? fail_oom(err) : emit_write(parsed->opt.emit.fd, out.data, out.len, err);
}

static int fail_session(const struct program *program, const struct cmd *cmd, struct err *err)
{
	fail(err, ERR_USAGE, "\"%s\" means something only among other lines", cmd->name);
	err_hint(err, "%s without a command reads lines, from a terminal or from a pipe",
		 program->name);
	return ERR_USAGE;
}

struct traced {
	struct session *session;
	const struct parsed *parsed;
};

/* In a process of its own, whose errors are printed there. */
static int traced_child(void *arg)
{
	const struct traced *traced = arg;
	const struct session *session = traced->session;
	struct err err = {0};
	int status = command_run(traced->session, traced->parsed, &err);

	if (status < 0)
		status = report_failure_at(session->program, session->place, traced->parsed->cmd,
					   emit_is_json(traced->parsed->opt.emit.format), &err);
	err_clear(&err);
	return status;
}

/* What a command of the session sets would be lost with the traced process. */
static bool is_traced(const struct session *session, const struct parsed *parsed)
{
	return parsed->opt.syscalls && session->program->trace && !session->traced &&
	       !(parsed->cmd->flags & CMD_SESSION);
}

int session_run(struct session *session, const struct parsed *parsed, struct err *err)
{
	struct traced traced = {.session = session, .parsed = parsed};
	const struct cmd *cmd = parsed->cmd;

	switch (parsed->what) {
	case PARSED_NOTHING:
		return fail(err, ERR_USAGE, "no command");
	case PARSED_HELP:
		return help_print(session->program, parsed, err);
	case PARSED_COMMAND:
		break;
	}
	if ((cmd->flags & CMD_SESSION) && session->single)
		return fail_session(session->program, cmd, err);
	if (is_traced(session, parsed))
		return session->program->trace(traced_child, &traced, err);
	return command_run(session, parsed, err);
}
