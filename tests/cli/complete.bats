#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# __complete: what a shell is told, line by line of tests/completion/cases, and how it is written.

load ../lib

# told LINE: the words, as the cases write them
told() {
	run_ok mapctl __complete "mapctl $1" || return 1
	awk -F '\t' '
		NR == 1 { files = $3; next }
		{ printf "%s%s%s", n++ ? " " : "", $1, $3 == "open" ? "+" : "" }
		END { if (files) printf "%s(files)", n ? " " : "" }' <<<"$output"
}

@test "each line of the cases gets its words" {
	local n=0 line wanted got faults=0
	while IFS= read -r line; do
		case $line in '#'* | '' | 'repl: '*) continue ;; esac
		n=$((n + 1))
		wanted=${line##*' =>'} wanted=${wanted# } line=${line%%'| =>'*}
		got=$(told "${line#shell: }")
		[ "$got" = "$wanted" ] || { echo "$line|: wanted $wanted, got $got"; faults=$((faults + 1)); }
	done <"$TOP/tests/completion/cases"
	[ "$n" -gt 50 ] && [ "$faults" = 0 ]
}

@test "first comes where the word begins, then a line for each candidate" {
	run_ok mapctl __complete "mapctl dump x --cpu=m" 21
	same "$output" $'14\t--cpu=m\t\n--cpu=max\t\t\n--cpu=min\t\t'
	run_ok mapctl __complete "mapctl  li --pinned" 10
	same "$output" $'8\tli\t\nlist\tthe maps of this machine\t'
	run_ok mapctl __complete "/usr/sbin/mapctl list -o m"
	same "$(cut -f 1,3 <<<"$output")" $'25\t\nmax\topen\nmemory\topen'
	run_ok mapctl __complete "sudo"
	same "$output" ""
}

@test "it says what each flag does, and when an update is one" {
	local line
	for line in 'create p type hash flags ' 'create p type hash flags rdonly,' 'update x 1 2 flags ' \
		'update x 1 2 '; do
		run_ok mapctl __complete "mapctl $line"
		[ "${#lines[@]}" -gt 4 ]
		same "$(awk -F '\t' 'NR > 1 && $2 == ""' <<<"$output")" ""
	done
	[[ $output == *$'\nnoexist\tnoexist: only a new key'* ]]
}

@test "it takes any line, says nothing else and ends well" {
	local line
	# shellcheck disable=SC1003,SC2016 # they are lines for the program
	for line in '' ' ' mapctl 'mapctl ' 'mapctl "' "mapctl '" 'mapctl \' 'mapctl dump $(x) ' \
		$'mapctl \t' $'mapctl \x01' $'mapctl \xff ' 'mapctl -' 'mapctl --' 'mapctl -- ' 'mapctl -o' \
		'mapctl dump nothing/here --cpu ' 'mapctl update {a: 1' 'mapctl update = =' \
		'mapctl help help help ' 'mapctl map map ' 'mapctl -V ' 'mapctl -h ' 'mapctl --cpu --cpu '; do
		run_ok mapctl __complete "$line" || return 1
		run_ok mapctl __complete "$line" 3 || return 1
		run_ok mapctl __complete "$line" 4294967295 || return 1
	done
}
