#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Lines of files and of standard input, as far as no map is needed.

load ../lib

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# lines TEXT…: into the file `lines`, one each
lines() {
	printf '%s\n' "$@" >lines
}

@test "lines run in their order, with comments, quotes and continuation" {
	lines '# nothing' '' 'version' '  help \' 'version # more' '"help" '\''version'\'
	run_ok mapctl batch lines
	same "$output" "$(mapctl version; mapctl help version; mapctl help version)"
	run_ok mapctl batch - <lines
	same "$output" "$(mapctl version; mapctl help version; mapctl help version)"
	run_ok mapctl <lines
	same "$output" "$(mapctl version; mapctl help version; mapctl help version)"
	printf 'version\r\nversion' >lines
	run_ok mapctl batch lines
	same "$output" "$(mapctl version; mapctl version)"
	printf '\xef\xbb\xbfversion\nversion' >lines
	run_ok mapctl batch lines
	same "$output" "$(mapctl version; mapctl version)"
}

@test "an error names file and line, and ends it with its status" {
	lines 'version' '' 'lokup x' 'version'
	run --separate-stderr mapctl batch lines
	same "$status" 2
	same "$output" "$(mapctl version)"
	same "$stderr" $'mapctl: lines:3: no command "lokup"\nhint: did you mean "lookup"?'
	run --separate-stderr mapctl <lines
	same "$status" 2
	same "$stderr" $'mapctl: line 3: no command "lokup"\nhint: did you mean "lookup"?'
	lines 'lookup' 'version'
	run_fails 2 'lines:1: lookup: needs "MAP"' mapctl batch lines
}

@test "--keep-going runs the rest, and has the first failure's status" {
	lines 'version' 'lookup pinned /none 1' 'nothing' 'version'
	run --separate-stderr mapctl --keep-going batch lines
	[ "$status" != 0 ] && [ "$status" != 2 ]
	same "$output" "$(mapctl version; mapctl version)"
	[[ $stderr == "mapctl: lines:2: lookup: "*$'\nmapctl: lines:3: no command "nothing"\n'* ]]
	[[ $stderr == *$'\nmapctl: 2 of 4 lines failed' ]]
	run --separate-stderr mapctl --keep-going <lines
	same "$output" "$(mapctl version; mapctl version)"
	[[ $stderr == *$'\nmapctl: line 3: no command "nothing"\n'*$'\nmapctl: 2 of 4 lines failed' ]]
}

@test "words that are not closed, NULs and lines that are too long are errors of their line" {
	lines 'version' "lookup 'x"
	run --separate-stderr mapctl batch lines
	same "$status" 2
	same "$stderr" "mapctl: lines:2: the ' of \"'x\" is not closed"
	printf 'version\nhelp\0\nversion\n' >lines
	run --separate-stderr mapctl batch lines
	same "$stderr" 'mapctl: lines:2: byte 5 of the line is a NUL'
	{ head -c 2000000 /dev/zero | tr '\0' x; printf '\nversion\n'; } >lines
	run --separate-stderr mapctl --keep-going batch lines
	same "$status" 2
	same "$output" "$(mapctl version)"
	[[ $stderr == 'mapctl: lines:1: the line is longer than 1048576 bytes'* ]]
}

@test "with -J each result says its line, with -j and -p they are one document" {
	lines 'version' '' 'version'
	one=$(mapctl -J version)
	run_ok mapctl -J batch lines
	same "$output" "$(printf '%s\n' "{\"line\":1,${one#?}" "{\"line\":3,${one#?}")"
	for line in "${lines[@]}"; do conforms batch <<<"$line"; done
	run_ok mapctl -j batch lines
	same "$(json 'map(.line)')" '[1,3]'
	same "$(json '.[1] | del(.line)')" "$(jq -c . <<<"$one")"
	run_ok mapctl -p batch lines
	same "$output" "$(jq . <<<"$output")"
	same "$(json 'map(.line)')" '[1,3]'
	run_ok mapctl -j batch /dev/null
	same "$output" '[]'
	run_ok mapctl -p batch /dev/null
	same "$output" '[]'
	run_ok mapctl -J batch /dev/null
	same "$output" ''
	run_ok mapctl -J <lines
	same "$(json .line)" $'1\n3'
}

@test "errors in JSON say their line, and standard output stays JSON" {
	lines 'version' 'nothing' 'help' 'version'
	run --separate-stderr mapctl -j --keep-going batch lines
	same "$status" 2
	same "$(json 'map(.line)')" '[1,4]'
	same "$(jq -c '[.line, .error.code, .failed, .lines]' <<<"$stderr")" \
		$'[2,"USAGE",null,null]\n[3,"USAGE",null,null]\n[null,null,2,4]'
	head -n 1 <<<"$stderr" | conforms error
	tail -n 1 <<<"$stderr" | conforms batch-failed
	[[ $stderr == *'\"help\" prints no JSON'* ]]
	run --separate-stderr mapctl -j batch lines
	same "$(json 'map(.line)')" '[1]'
	lines '-j version'
	run --separate-stderr mapctl -J batch lines
	same "$status" 2
	[[ $stderr == *'all lines of a batch in JSON have its form'* ]]
	run_ok mapctl batch lines
	same "$output" "$(mapctl -j version)"
}

@test "lines run no lines of their own" {
	lines 'batch lines'
	run_fails 2 "lines:1: batch: a line cannot run lines of its own" mapctl batch lines
	run_fails 2 "line 1: batch: a line cannot run lines of its own" mapctl <lines
}

@test "what lines run names its place, too" {
	printf '%s\n' version 'lookup' version >inner
	lines 'time lookup' 'repeat 2 lookup' 'source inner' 'source none' 'source .' 'source nul'
	printf 'version\n\0\n' >nul
	run --separate-stderr mapctl --keep-going batch lines
	same "$status" 2
	same "$(grep -v '^hint\|^time' <<<"$stderr")" "mapctl: lines:1: lookup: needs \"MAP\"
mapctl: lines:2: lookup: needs \"MAP\"
mapctl: lines:2: lookup: needs \"MAP\"
mapctl: inner:2: lookup: needs \"MAP\"
mapctl: lines:4: source: cannot open \"none\": No such file or directory
mapctl: lines:5: source: \".\" is a directory
mapctl: nul:2: byte 1 of the line is a NUL
mapctl: 6 of 6 lines failed"
	run --separate-stderr mapctl <<<'source none'
	same "$status" 1
}

@test "what \"set readonly on\" refuses says how to allow it" {
	lines 'set readonly on' 'unpin /x'
	run --separate-stderr mapctl batch lines
	same "$status" 1
	[[ $stderr == 'mapctl: lines:2: unpin: '*$'\nhint: "set readonly off" allows it' ]]
}

@test "--keep-going goes on in files that lines run, too" {
	printf '%s\n' nothing 'version -o mapctl' >inner
	lines 'source inner' 'version -o mapctl'
	run --separate-stderr mapctl --keep-going --no-header batch lines
	same "$status" 2
	same "$output" "$(mapctl -r version -o mapctl; mapctl -r version -o mapctl)"
	run --separate-stderr mapctl --no-header batch lines
	same "$status: $output" '2: '
}

@test "what shells and SQL write otherwise gets a hint, and a line without a command is none" {
	lines 'version |cat' 'version;' '> out' '-j'
	run --separate-stderr mapctl --keep-going batch lines
	same "$status" 2
	same "$stderr" "mapctl: lines:1: version: \"|cat\" is one word too many
hint: \"|\" is an operator where it is a word of its own, between blanks
mapctl: lines:2: no command \"version;\"
hint: a line is one command, without \";\" and \"&&\"
mapctl: lines:3: no command
mapctl: lines:4: no command
mapctl: 4 of 4 lines failed"
	[ ! -e out ]
}

@test "files that cannot be read are refused, and closed standard input" {
	run_fails 1 'batch: cannot open "none": No such file' mapctl batch none
	mkdir dir
	run_fails 1 'batch: "dir" is a directory' mapctl batch dir
	run_fails 2 'batch: needs "FILE"' mapctl batch
	run_fails 1 'read' sh -c 'exec mapctl batch - <&-'
	run_fails 1 'read' sh -c 'exec mapctl <&-'
	run_fails 1 'read' mapctl <.
	run --separate-stderr mapctl <<<'source none'
	same "$status $stderr" '1 mapctl: line 1: source: cannot open "none": No such file or directory'
}

@test "Ctrl-C ends a line that does not end" {
	echo 'source /dev/zero' >lines
	for words in 'batch /dev/zero' 'batch lines'; do
		# shellcheck disable=SC2086 # words
		mapctl $words 2>err &
		pid=$!
		until [ "$(awk '/^rchar/ { print $2 }' "/proc/$pid/io")" -gt 4000000 ]; do :; done
		kill -INT "$pid"
		status=0
		wait "$pid" || status=$?
		same "$status" 130
	done
}

@test "lines do not read the standard input that they stand in" {
	printf 'version\nlookup @-\nversion\n' >lines
	run --separate-stderr mapctl --keep-going <lines
	same "$output" "$(mapctl version; mapctl version)"
	[[ $stderr == *'mapctl: 1 of 3 lines failed' ]]
}

@test "options of the batch are the lines', and unknown ones are refused" {
	lines 'version'
	run_ok mapctl --csv batch lines
	same "$output" "$(mapctl --csv version)"
	run_ok mapctl -o mapctl --no-header <lines
	same "$output" "$(mapctl -o mapctl --no-header version)"
	run_fails 2 'no option "--bogus"' mapctl --bogus <lines
	run_fails 2 '"--keep-going" means nothing to "version"' mapctl --keep-going version
}

@test "--readonly refuses the lines that change something, and no others" {
	lines 'version' 'unpin /x'
	run --separate-stderr mapctl --readonly batch lines
	same "$status" 1
	same "$output" "$(mapctl version)"
	[[ $stderr == 'mapctl: lines:2: unpin: "unpin" changes maps, and --readonly forbids that'* ]]
}

@test "nobody is asked" {
	lines 'unpin --yes /x' 'version'
	run --separate-stderr mapctl --dry-run batch lines
	[ "$status" != 0 ]
	[[ $stderr == 'mapctl: lines:1: unpin: '* ]]
}

@test "what cannot be written is an error, and a closed pipe a quiet end" {
	lines 'version' 'version'
	run --separate-stderr bash -c 'mapctl batch lines >/dev/full'
	same "$status" 1
	[[ $stderr == 'mapctl: lines:1: version: '*'No space left on device'* ]]
	run --separate-stderr bash -c 'mapctl -j batch lines >/dev/full'
	same "$status" 1
	[[ $stderr == *'"line":1,'*'ENOSPC'* ]]
	run --separate-stderr bash -c 'mapctl -j batch /dev/null >/dev/full'
	same "$status" 1
	run --separate-stderr bash -c 'yes version | mapctl | head -n 1'
	same "$status" 0
	same "$output" "$(mapctl version)"
	[ -z "$stderr" ]
}

@test "the file may be given by any name, and shows safely" {
	printf 'nothing\n' >$'a\e[31mb'
	run --separate-stderr mapctl batch $'a\e[31mb'
	same "$stderr" $'mapctl: a\\x1b[31mb:1: no command "nothing"\nhint: "mapctl help" lists the commands'
}
