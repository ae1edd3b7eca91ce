#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Help, version and the table as data: no privileges are needed.

load ../lib

@test "every command's help is on standard output, at most 80 wide, exit 0" {
	run_ok mapctl __meta
	jq -r '.commands[].name' <<<"$output" >"$BATS_TEST_TMPDIR/names"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/names")" -ge 18 ]
	while read -r name; do
		# shellcheck disable=SC2086 # "demo start" is two words
		run_ok mapctl help $name
		[ -n "$output" ]
		[ "$(wc -L <<<"$output")" -le 80 ]
		# shellcheck disable=SC2086
		same "$(mapctl $name --help)" "$output"
	done <"$BATS_TEST_TMPDIR/names"
}

@test "the overview names every command" {
	run_ok mapctl help
	overview=$output
	for name in $(mapctl __meta | jq -r '.commands[] | select(.flags | index("hidden") | not) | .name | split(" ")[0]'); do
		grep -q "^  $name" <<<"$overview" || { echo "missing: $name"; return 1; }
	done
	[ "$(wc -L <<<"$overview")" -le 80 ]
	same "$(mapctl --help)" "$overview"
}

@test "the first word of several commands lists them" {
	run_ok mapctl help demo
	group=$output
	same "$(grep -o '^  demo [a-z]*' <<<"$group" | tr -s ' ')" \
		"$(mapctl __meta | jq -r '.commands[].name | select(startswith("demo ")) | "  " + .' | tr -s ' ')"
	[ "$(wc -L <<<"$group")" -le 80 ]
	same "$(mapctl demo --help)" "$group"
	same "$(mapctl help map demo)" "$group"
}

@test "a map type is explained: since when, what create asks, which commands work on it" {
	run_ok mapctl help lpm_trie
	same "$(sed -n 1,9p <<<"$output")" "lpm_trie: longest matching prefix, such as routes

  since     Linux 4.11; number 11
  key       5 to 260 bytes
  value     1 byte or more
  entries   at least 1
  flags     no_prealloc (must be given)
  commands  dump, lookup, getnext, watch, hist, update, delete, clear, save,
            restore"
	for type in $(mapctl help types | awk '/^  [a-z]/ { print $1 }'); do
		run_ok mapctl help "$type"
		[[ $output == "$type: "*"  since     Linux "*"  commands  "* ]]
		[ "$(wc -L <<<"$output")" -le 80 ]
	done
	for type in xskmap cgroup_array perf_event_array; do
		run_ok mapctl help "$type"
		[[ $output == *"  commands  dump, lookup, getnext, "* ]]
	done
	run_ok mapctl help types
	same "$(grep -c '^  [a-z]' <<<"$output")" 35
	[ "$(wc -L <<<"$output")" -le 80 ]
}

@test "topics: names, values, conditions, output, status, environment" {
	for topic in names values conditions types output status environment; do
		run_ok mapctl help $topic
		[ "$(wc -l <<<"$output")" -ge 6 ]
		[ "$(wc -L <<<"$output")" -le 80 ]
	done
}

@test "settings of a session are found, by name and by what they are for" {
	run_ok mapctl help expanded
	[[ $output == "settings of a session:
  set expanded   "* ]]
	run_ok mapctl help "set timing"
	same "$(grep -c '^  set' <<<"$output")" 1
	run_ok mapctl help pager
	[[ $output == *"settings of a session:
  set pager  "* ]]
}

@test "any other word is looked for in commands, options, columns, types and topics" {
	run_ok mapctl help percentiles
	same "$output" "commands:
  hist                    a histogram of a field over all entries"
	run_ok mapctl help "Ring Buffer"
	[ "$(wc -L <<<"$output")" -le 80 ]
	[[ $output == "commands:"*"  events "*"columns:"*"map types:
  ringbuf "*"  user_ringbuf "* ]]
	# two words are one text
	same "$(mapctl help ring buffer)" "$output"
	# the same option of several commands is one line
	run_ok mapctl help 'created last'
	same "$(grep -c -- --newest <<<"$output")" 1
	[[ $output == *"--newest (info, schema, dump …)"* ]]
	# an option by its name, a column by its own
	[[ $(mapctl help int64) == *"--int64-strings"* ]]
	[[ $(mapctl help btf_id) == "columns:"*"btf_id (list, info)"* ]]
	# hidden commands and bpftool's other spellings are found by nobody
	run_fails 3 'no help has "mdoc"' mapctl help mdoc
}

@test "nothing found is status 3, with the nearest name" {
	run_fails 3 'no help has "lokup"' mapctl help lokup
	[[ $stderr == *'hint: did you mean "lookup"?'* ]]
	run_fails 3 'no help has "lru-hash"' mapctl help lru-hash
	[[ $stderr == *'hint: did you mean "lru_hash"?'* ]]
	run_fails 3 'no help has "qqqqqqqq"' mapctl help qqqqqqqq
	[[ $stderr == *'hint: "mapctl help" lists the commands'* ]]
	# what the user typed reaches the terminal escaped
	run_fails 3 'no help has "\x1b[31mdump"' mapctl help $'\e[31mdump'
}

@test "without a command lines of standard input are run, and there may be none" {
	run_ok mapctl </dev/null
	[ -z "$output" ]
	same "$(mapctl <<<'help version')" "$(mapctl help version)"
}

@test "version says mapctl's and libbpf's, as text and JSON" {
	run_ok mapctl version
	[[ $output == "mapctl $(cat "$TOP/VERSION") (libbpf v"* ]]
	same "$(mapctl --version)" "$output"
	run_ok mapctl -j version
	same "$(json '.mapctl')" "\"$(cat "$TOP/VERSION")\""
}

@test "version has columns, like every command that prints" {
	run_ok mapctl version -r -o mapctl
	same "$output" "$(cat "$TOP/VERSION")"
	run_ok mapctl version --csv
	[ "${lines[0]}" = "mapctl,libbpf" ]
	run_fails 2 '"x"' mapctl version -o x
}
