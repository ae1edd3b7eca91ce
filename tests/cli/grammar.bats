#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The grammar of command lines, as far as it needs no map: options anywhere, what is data, prefixes,
# how errors look, and where colours go. MAP is a pin that is not there: who gets to say so (status
# 3) has understood the line.

load ../lib

NONE=/nonexistent/map

understood() {
	run_fails 3 "nothing is pinned at \"$NONE\"" mapctl "$@"
}

# on_terminal "SHELL WORDS": standard output and error are a terminal; its text is in $output
on_terminal() {
	TERM=xterm run script -qec "$1" /dev/null
	output=${output//$'\r'/}
}

@test "options stand before, between and behind the words" {
	for line in '-j map version' '-j version' 'version -j' 'map -j version' 'version --json'; do
		# shellcheck disable=SC2086
		run_ok mapctl $line
		same "$(json .mapctl)" "\"$(cat "$TOP/VERSION")\""
	done
	understood --cpu 1 dump $NONE
	understood dump --cpu 1 $NONE
	understood dump --cpu=1 $NONE
	understood dump $NONE --keys --cpu 1 --no-header
}

@test "letters are grouped, and -o takes the rest or the next word" {
	same "$(mapctl -jp version)" "$(mapctl -p version)"
	same "$(mapctl -pj version)" "$(mapctl --pretty version)"
	run_ok mapctl -ro name demo list
	same "${lines[0]}" hello
	run_ok mapctl -roname demo list
	same "${lines[0]}" hello
	run_ok mapctl --output=name --raw demo list
	same "${lines[0]}" hello
}

@test "a usage hint is one short line: what makes it long is left to help" {
	run --separate-stderr mapctl dump
	same "$stderr" 'mapctl: dump: needs "MAP"
hint: usage: mapctl dump MAP [OPTIONS]; "mapctl help dump" tells more'
	run --separate-stderr mapctl freeze
	same "${stderr_lines[1]}" 'hint: usage: mapctl freeze MAP [--prog PROG] [--pid PID] [--under DIR]'
	run --separate-stderr mapctl delete
	[[ ${stderr_lines[1]} == 'hint: usage: mapctl delete MAP KEY|--where EXPR [FIELD=VALUE...] [OPTIONS]; '* ]]
}

@test "-- ends the options" {
	understood -- lookup $NONE 1
	understood lookup $NONE -- -a
	run_fails 2 'no option "-a"' mapctl lookup $NONE -a
	# the word behind it is a map's name
	run --separate-stderr mapctl lookup -- --cpu 1
	[ "$status" != 2 ]
	[[ $stderr == *'"--cpu"'* ]]
}

@test "a minus before a digit, a dot or a quote is data" {
	understood lookup $NONE -1
	understood lookup $NONE -.5
	understood lookup $NONE "-'a'"
	understood update $NONE -1 -0x10
	understood update $NONE key -1 value -2 noexist
}

@test "the word map is ignored, once" {
	understood map lookup $NONE 1
	run_fails 2 'no command "map"' mapctl map map version
	output=$(mapctl map <<<version)
	same "$output" "$(mapctl version)"
}

@test "words that introduce a map" {
	understood lookup pinned $NONE 1
	run_fails 2 'nothing follows "id"' mapctl lookup id
	run_fails 2 'nothing follows "name"' mapctl dump name
	run_fails 2 'nothing follows "pinned"' mapctl dump pinned
	run_fails 2 'id "x" is not a number' mapctl dump id x
	run_fails 2 '"pid 5" needs "fd"' mapctl dump pid 5
	run_fails 2 'nothing follows "fd"' mapctl dump pid 5 fd
	run_fails 2 'pid "x" is not a number' mapctl dump pid x fd 3
}

@test "unknown commands and options, with the nearest" {
	run_fails 2 'no command "dmp"' mapctl dmp
	[[ $stderr == *'hint: did you mean "dump"?'* ]]
	run_fails 2 'no command "frobnicate"' mapctl frobnicate
	[[ $stderr == *'hint: "mapctl help" lists the commands'* ]]
	run_fails 2 'dump: no option "--value"' mapctl dump $NONE --value
	[[ $stderr == *'hint: did you mean "--values"?'* ]]
	run_fails 2 'dump: no option "-x"' mapctl dump $NONE -x
	run_fails 2 '"--yes" means nothing to "list"' mapctl list --yes
	run_fails 2 'no command "demo nope"' mapctl demo nope
	[[ $stderr == *'one of: list, info, start, stop, run'* ]]
	run_fails 2 '"demo" needs one of: list, info, start, stop, run' mapctl demo
	run_fails 3 'no help has "dmp"' mapctl help dmp
	[[ $stderr == *'hint: did you mean "dump"?'* ]]
}

@test "values that are missing, or given where there is none" {
	run_fails 2 '"--cpu" needs N|sum|max|min' mapctl dump $NONE --cpu
	run_fails 2 '"-o" needs COL,COL...' mapctl list -o
	run_fails 2 '"--output" needs COL,COL...' mapctl list --output
	run_fails 2 '"--types" needs KEY VALUE' mapctl dump $NONE --types u32
	run_fails 2 '"--keys" takes no value' mapctl dump $NONE --keys=1
	run_fails 2 '"--json" takes no value' mapctl --json=1 list
	run_fails 2 '"type" needs TYPE' mapctl create $NONE type
	run_fails 2 'nothing follows "key"' mapctl update $NONE key
}

@test "words too many, too few, and twice" {
	run_fails 2 '"c" is one word too many' mapctl lookup $NONE b c
	run_fails 2 'needs "MAP"' mapctl dump
	run_fails 2 'needs "PATH"' mapctl create
	run_fails 2 'needs "type TYPE"' mapctl create $NONE key 4
	run_fails 2 '"entries" is given twice' mapctl create $NONE type hash entries 5 entries 6
	run_fails 2 '"type" is given twice' mapctl create $NONE type hash type array
	run_fails 2 '"KEY" is given twice' mapctl update $NONE key 1 key 2
}

@test "formats that contradict each other" {
	for pair in '-j --csv' '-J -p' '-j -J' '-r -j' '--csv -r'; do
		# shellcheck disable=SC2086
		run --separate-stderr mapctl $pair list
		same "$status$output" 2
		[[ $stderr == *contradicts* ]]
	done
}

@test "an unknown column is named, with all that there are" {
	run_fails 2 'no column "nope"' mapctl demo list -o name,nope
	[[ $stderr == *'hint: columns: name, running, attached, keeper, brief'* ]]
	run_fails 2 'no column "nope"' mapctl list -o nope
	[[ $stderr == *'hint: columns: id, type, name, key, value, entries, max,'*', btf_id, ring' ]]
	run_fails 2 '-o "": an empty column name' mapctl demo list -o ''
}

@test "errors are JSON where the output is, one object on one line" {
	for form in -j -p -J; do
		run --separate-stderr mapctl $form dump $NONE
		same "$status$output" 3
		same "$stderr" "{\"error\":{\"code\":\"ENOENT\",\"message\":\"nothing is pinned at \\\"$NONE\\\"\"}}"
	done
	run --separate-stderr mapctl -j dmp
	same "$stderr" '{"error":{"code":"USAGE","message":"no command \"dmp\"","hint":"did you mean \"dump\"?"}}'
	# also where the option comes behind the fault
	run --separate-stderr mapctl dmp -j
	error_is USAGE 'no command "dmp"'
	run --separate-stderr mapctl --csv dmp
	same "$stderr" 'mapctl: no command "dmp"
hint: did you mean "dump"?'
}

@test "control bytes and bad UTF-8 of the user's words do not reach the terminal or break the JSON" {
	run --separate-stderr mapctl $'\e[31mdump'
	[[ $stderr != *$'\e'* ]]
	run --separate-stderr mapctl -j $'d\e\xff"\\\n'
	jq -e . <<<"$stderr" >/dev/null
	same "${#stderr_lines[@]}" 1
}

@test "no colour and no prefix where standard output is no terminal" {
	run_ok mapctl demo list
	[[ $output != *$'\e'* ]]
	run_fails 2 'no command "vers"' mapctl vers
	run_fails 2 'no command "demo li"' mapctl demo li
}

@test "on a terminal headers are bold; NO_COLOR and dumb terminals have none" {
	on_terminal 'mapctl demo list'
	[[ ${lines[0]} == $'\e[1mname'* ]]
	on_terminal 'NO_COLOR=1 mapctl demo list'
	[[ $output == name* && $output != *$'\e'* ]]
	on_terminal 'TERM=dumb mapctl demo list'
	[[ $output == name* && $output != *$'\e'* ]]
	on_terminal 'mapctl -j demo list'
	[[ $output == '[{"name":'* && $output != *$'\e'* ]]
}

@test "on a terminal a unique prefix will do, for what changes and consumes nothing" {
	on_terminal 'mapctl vers'
	same "$output" "$(mapctl version)"
	on_terminal 'NO_COLOR=1 mapctl dem li'
	[[ ${lines[0]} == name* ]]
	for word in up pi fr cr; do
		on_terminal "mapctl $word x"
		same "$status" 2
		[[ $output == *"mapctl: no command \"$word\""*'changes something: type it in full'* ]]
	done
	on_terminal 'mapctl ev x'
	same "$status" 2
	[[ $output == *'mapctl: no command "ev"'*'"events" may consume records: type it in full'* ]]
	on_terminal 'mapctl d'
	same "$status" 2
	same "$output" 'mapctl: "d" could be dump, delete, doctor'
}
