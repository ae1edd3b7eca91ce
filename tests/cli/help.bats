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
	same "$(mapctl --help)" "$overview"
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
