// SPDX-License-Identifier: GPL-2.0-or-later
/* What completion offers: tests/completion/cases by the program's table, the rest by a fixture. */
#include "tests/unit/cmd_fixture.h"

#include "cli/complete.h"

extern const struct program mapctl;

/* The words, as the cases file writes them. */
static void words_of(const struct candidates *found, struct buf *out)
{
	buf_reset(out);
	for (size_t i = 0; i < found->n; i++)
		buf_printf(out, "%s%s%s", i ? " " : "", found->items[i].word,
			   found->items[i].final ? "" : "+");
	if (found->files)
		buf_printf(out, "%s(files)", out->len ? " " : "");
}

static bool offers(const struct program *of, const struct complete_context *context,
		   const char *line, size_t point, const char *wanted)
{
	BUF_CLEANUP struct buf words = {0};
	struct candidates found;
	bool same;

	assert_int_equal(complete_line(of, context, line, point, &found, &err), 0);
	words_of(&found, &words);
	same = !strcmp(buf_cstr(&words), wanted);
	if (!same)
		print_error("%s: %.*s|\nwanted: %s\ngot:    %s\n",
			    context->shell ? "shell" : "repl", (int)point, line, wanted,
			    buf_cstr(&words));
	candidates_free(&found);
	return same;
}

/* One line of the file; true if what it says is so. */
static bool case_holds(char *text)
{
	char *arrow = strstr(text, " =>"), *wanted = arrow + 3;
	bool in_shell = true, in_repl = true, holds = true;
	size_t point;

	if (!strncmp(text, "shell: ", 7))
		in_repl = false;
	else if (!strncmp(text, "repl: ", 6))
		in_shell = false;
	if (!in_repl || !in_shell)
		text = strchr(text, ' ') + 1;
	wanted += *wanted == ' ';
	wanted[strcspn(wanted, "\n")] = '\0';
	assert_true(arrow && arrow[-1] == '|');
	point = (size_t)(arrow - 1 - text);
	if (in_shell)
		holds = offers(&mapctl, &(struct complete_context){.shell = true}, text, point,
			       wanted);
	return (!in_repl || offers(&mapctl, &(struct complete_context){0}, text, point, wanted)) &&
	       holds;
}

static void test_cases(void **state)
{
	FILE *file = fopen("tests/completion/cases", "r");
	char text[1024];
	int n = 0, faults = 0;

	(void)state;
	assert_non_null(file);
	while (fgets(text, sizeof(text), file)) {
		if (text[0] == '#' || text[0] == '\n')
			continue;
		n++;
		faults += !case_holds(text);
	}
	fclose(file);
	assert_int_equal(faults, 0);
	assert_true(n > 50);
}

/* ---- what is asked of the kernel, and what is told with it ---- */

struct asked {
	enum complete_kind kind;
	char word[16], map[16], before[16];
	__u32 pid;
};

static struct asked asked[16];
static size_t n_asked;

static void note_asked(const struct complete_query *query, struct candidates *out)
{
	struct asked *one = &asked[n_asked++];

	assert_true(n_asked < 16);
	*one = (struct asked){.kind = query->kind, .pid = query->pid};
	if (query->word)
		strcpy(one->word, query->word->name);
	if (query->map)
		strcpy(one->map, query->map->word);
	if (query->n_before)
		strcpy(one->before, query->before[query->n_before - 1]);
	candidates_add(out, "zz top", "two words", 0);
}

static int world_new(void **world, struct err *e)
{
	(void)e;
	*world = malloc(1);
	return 0;
}

/* The line asks for exactly these kinds, of which the first is looked at further. */
static const struct asked *asks_in(const struct complete_context *context, const char *line,
				   const enum complete_kind *kinds, size_t n)
{
	struct program asking = program;
	struct candidates found;

	asking.candidates = note_asked;
	asking.world_new = world_new;
	asking.world_free = free;
	n_asked = 0;
	assert_int_equal(complete_line(&asking, context, line, strlen(line), &found, &err), 0);
	candidates_free(&found);
	assert_int_equal(n_asked, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(asked[i].kind, kinds[i]);
	return asked;
}

#define ASKS_IN(context, line, ...)                                                             \
	asks_in(context, line, (const enum complete_kind[]){__VA_ARGS__},                       \
		sizeof((const enum complete_kind[]){__VA_ARGS__}) / sizeof(enum complete_kind))
#define ASKS(line, ...) ASKS_IN(&(struct complete_context){.shell = true}, line, __VA_ARGS__)

static void test_asked_maps(void **state)
{
	(void)state;
	ASKS("update ", COMPLETE_MAP);
	ASKS("update a", COMPLETE_MAP);
	ASKS("update /s", COMPLETE_MAP_PIN);
	ASKS("update 1", COMPLETE_MAP, COMPLETE_MAP_ID);
	ASKS("update name ", COMPLETE_MAP_NAME);
	ASKS("update id ", COMPLETE_MAP_ID);
	ASKS("update pinned ", COMPLETE_MAP_PIN);
	ASKS("update pid ", COMPLETE_PID);
	assert_int_equal(ASKS("update pid 12 fd ", COMPLETE_FD)->pid, 12);
	ASKS("create p inner ", COMPLETE_MAP);
}

static void test_asked_data(void **state)
{
	const struct asked *first;

	(void)state;
	first = ASKS("update a --cpu 1 ", COMPLETE_DATA, COMPLETE_FIELD_SET);
	assert_string_equal(first->word, "KEY");
	assert_string_equal(first->map, "a");
	first = ASKS("update pinned /x 1 ", COMPLETE_DATA, COMPLETE_FIELD_SET);
	assert_string_equal(first->word, "VALUE");
	assert_string_equal(first->map, "/x");
	first = ASKS("update a key prog ", COMPLETE_DATA);
	assert_string_equal(first->word, "KEY");
	assert_string_equal(first->before, "prog");
	ASKS("update a key prog x", COMPLETE_DATA, COMPLETE_FIELD_SET);
	first = ASKS("update a value ", COMPLETE_DATA);
	assert_string_equal(first->word, "VALUE");
	assert_string_equal(first->before, "");
	first = ASKS("update a --btf prog id ", COMPLETE_PROG_ID);
	assert_string_equal(first->word, "--btf");
	ASKS("update a --btf prog pinned ", COMPLETE_PROG_PIN);
	ASKS("update a --btf id ", COMPLETE_BTF_ID);
	assert_string_equal(ASKS("lookup a -o id,", COMPLETE_COLUMNS)->map, "a");
}

/* The map in use stands for MAP, and what would introduce another is offered, too. */
static void test_map_in_use(void **state)
{
	const struct map_words map = {.how = MAP_BARE, .word = "flows"};
	const struct complete_context in_use = {.map_in_use = &map};

	(void)state;
	assert_string_equal(ASKS_IN(&in_use, "update ", COMPLETE_DATA, COMPLETE_FIELD_SET)->map,
			    "flows");
	assert_string_equal(
		ASKS_IN(&in_use, "update id 3 ", COMPLETE_DATA, COMPLETE_FIELD_SET)->word, "KEY");
	assert_true(offers(&program, &in_use, "update ", 7, "id key name pid pinned"));
	assert_true(offers(&program, &in_use, "lookup k", 8, "key"));
	ASKS_IN(&in_use, "update name ", COMPLETE_MAP_NAME);
}

/* ---- what replaces the word ---- */

static void inserts(bool shell, const char *line, size_t start, const char *wanted)
{
	const struct complete_context context = {.shell = shell};
	struct program asking = program;
	struct candidates found;

	asking.candidates = note_asked;
	asking.world_new = world_new;
	asking.world_free = free;
	n_asked = 0;
	assert_int_equal(complete_line(&asking, &context, line, strlen(line), &found, &err), 0);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.start, start);
	assert_int_equal(found.end, strlen(line));
	assert_string_equal(found.items[0].insert, wanted);
	candidates_free(&found);
}

static void test_quotes(void **state)
{
	(void)state;
	inserts(false, "update name z", 12, "'zz top'");
	inserts(false, "update name 'z", 12, "'zz top'");
	inserts(false, "update name \"zz t", 12, "\"zz top\"");
}

static void test_middle(void **state)
{
	const struct complete_context context = {0};

	(void)state;
	assert_true(offers(&program, &context, "li --pinned", 2, "list"));
	assert_true(
		offers(&program, &context, "list --pinned", 7,
		       "--csv --help --hints"
		       " --int64-strings --json --jsonl --no-header --no-hints --output --pinned"
		       " --pretty --prog --raw --readonly --syscalls --type --version"));
	assert_true(
		offers(&program, &context, "", 0, "create demo events list lookup update version"));
	assert_true(offers(&program, &context, "li\0st", 5, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),      cmocka_unit_test(test_asked_maps),
		cmocka_unit_test(test_asked_data), cmocka_unit_test(test_map_in_use),
		cmocka_unit_test(test_quotes),     cmocka_unit_test(test_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
