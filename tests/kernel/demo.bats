#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# demo and doctor: start, stop, run, what is left; what this machine can do, and its mending.

load demos
load pins

setup() {
	AS=()
	demos_lock
	mapctl demo stop hello-config >/dev/null 2>&1 || true
}

teardown() {
	[ -z "${DEMO:-}" ] || kill "$DEMO"
	mapctl demo stop hello-config >/dev/null 2>&1 || true
}

config_gone() {
	[ ! -e /sys/fs/bpf/mapctl/hello-config ]
	same "$(mapctl list --under /sys/fs/bpf/mapctl/hello-config)" '0 maps'
	same "$(mapctl -j demo list | jq '.[] | select(.name == "hello-config") | .running')" false
}

@test "start says what it attached and what to type; the maps are there" {
	run_ok mapctl demo start hello-config
	[[ $output == 'hello-config: attached by '*'mapctl dump name config'*'mapctl demo stop hello-config'* ]]
	run_ok mapctl -J dump /sys/fs/bpf/mapctl/hello-config/config
	same "$(sort <<<"$output")" '{"key":0,"value":{"message":"Hey root!"}}
{"key":501,"value":{"message":"Hi user 501!"}}'
	same "$(mapctl -j list --under /sys/fs/bpf/mapctl/hello-config | jq -c 'map([.name, .type]) | sort')" \
		'[["config","hash"],["output","perf_event_array"]]'
	run_ok mapctl -j demo list
	same "$(json '.[] | select(.name == "hello-config") | .running')" true
	run_ok mapctl demo stop hello-config
	config_gone
}

@test "80 columns have room for what each demo does, whatever keeps it" {
	NO_COLOR=1 run script -qec "stty cols 80; mapctl demo list" /dev/null </dev/null
	output=${output//$'\r'/}
	same "$(head -1 <<<"$output" | tr -s ' ')" 'name running keeper brief'
	# a keeper has 7 digits at most
	[ "$(wc -L <<<"$output")" -le 79 ]
	same "$(tail -n +2 <<<"$output" | sed -E 's/ +(yes|no|left) +[0-9]* */ /')" \
		"$(mapctl -j demo list | jq -r '.[] | "\(.name) \(.brief)"')"
}

@test "start twice, stop twice, a demo of no name" {
	mapctl demo start hello-config >/dev/null
	refuses 1 EEXIST 'the demo "hello-config" is already running' demo start hello-config
	[[ $stderr == *'mapctl demo stop hello-config'* ]]
	mapctl demo stop hello-config
	refuses 3 ENOENT 'the demo "hello-config" is not running' demo stop hello-config
	refuses 3 ENOENT 'there is no demo "nope"' demo start nope
	[[ $stderr == *'demos: hello, hello-map, '* ]]
	for command in info start stop run; do
		run_fails 3 'there is no demo "sockx2"' mapctl demo $command sockx2
		[[ $stderr == *'hint: did you mean "sockex2"?' ]]
	done
	run_fails 3 'there is no demo "nope"' mapctl demo run nope
	refuses 2 USAGE 'needs one of: list, info, start, stop, run' demo
	refuses 2 USAGE 'no command "demo nope"' demo nope
	run_fails 2 '--for "1y" is no duration' mapctl demo run hello-config --for 1y
	config_gone
}

@test "--hook chooses one of the ways to attach; no other is tried" {
	run_ok mapctl demo start hello-config --hook 'raw tracepoint sys_enter'
	[[ $output == 'hello-config: attached by raw tracepoint sys_enter'* ]]
	mapctl demo stop hello-config
	refuses 3 ENOENT 'the demo "hello-config" has no hook "uprobe"' demo start hello-config --hook uprobe
	run_fails 3 'the demo "hello-config" has no hook "uprobe"' mapctl demo run hello-config --hook uprobe
	[[ $stderr == *'it attaches to raw tracepoint sys_enter or fentry on execve or kprobe on execve'* ]]
	refuses 3 ENOENT 'has no hook ""' demo start hello-config --hook '' --dry-run
	# by the beginning of its name; not every kernel has both (tests/vm/check has them)
	for hook in fentry kprobe; do
		run --separate-stderr mapctl demo start hello-config --hook $hook
		if [ "$status" = 0 ]; then
			[[ $output == "hello-config: attached by $hook on execve"* ]]
			mapctl demo stop hello-config
		else
			same "$status" 1
			[[ $stderr == *"cannot attach the demo \"hello-config\" to its $hook on execve"* ]]
			[[ $stderr == *'hint: it needs a kernel with '* ]]
		fi
	done
	config_gone
}

@test "where a hook is refused the next one takes its place, and it is said" {
	run --separate-stderr "$BUILD/tests/helpers/refuse" 17 mapctl demo start hello-config
	if [ "$status" = 0 ]; then
		[[ $output =~ ^hello-config:\ attached\ by\ (fentry|kprobe)\ on\ execve ]]
		[[ $stderr == *'note: raw tracepoint sys_enter: Operation not permitted'* ]]
		mapctl demo stop hello-config
	else
		same "$status" 1
		[[ $stderr == *'hint: tried were raw tracepoint sys_enter: Operation not permitted; fentry on execve: '*'; kprobe on execve: '* ]]
	fi
	config_gone
}

@test "every demo at a system call has the same three hooks, the best first" {
	same "$(for demo in $(mapctl -r demo list -o name); do
		mapctl -j demo info "$demo" | jq -r .attaches
	done | grep -o 'raw tracepoint sys_enter.*kprobe.*' | sed 's/ on [a-z]*//g' | sort | uniq -c | tr -s ' ')" \
		' 10 raw tracepoint sys_enter or fentry or kprobe'
}

# Starts `demo run` with the words given, its output in $OUT; waits until it is attached.
demo_run() {
	OUT=$BATS_TEST_TMPDIR/out
	# bats has SIGINT ignored in what it runs in the background
	env --default-signal=INT mapctl "$@" >"$OUT" 2>"$OUT.err" 3>&- &
	DEMO=$!
	await attached "$OUT.err"
}

# await TEXT FILE: until FILE holds it; ten seconds at most
await() {
	timeout 10 sh -c 'until grep -q "$0" "$1"; do sleep 0.02; done' "$1" "$2"
}

@test "run greets root and user 501, ends by SIGINT with 0, and leaves nothing" {
	demo_run demo run hello-config
	/bin/true
	setpriv --reuid=501 --clear-groups /bin/true
	await 'Hey root!' "$OUT"
	await 'Hi user 501!' "$OUT"
	kill -INT "$DEMO"
	status=0
	wait "$DEMO" || status=$?
	DEMO=
	same "$status" 0
	grep -q 'uid: 0 .*message: "Hey root!"' "$OUT"
	grep -q 'uid: 501, command: "setpriv", message: "Hi user 501!"' "$OUT"
	config_gone
}

@test "run -J prints every exec once, as one JSON value a line" {
	demo_run -J demo run hello-config
	for _ in 1 2 3 4 5; do setpriv --reuid=501 --clear-groups /bin/true; done
	setpriv --reuid=65533 --clear-groups /bin/true
	await '"uid":65533' "$OUT"
	kill -INT "$DEMO"
	wait "$DEMO"
	DEMO=
	same "$(jq -c 'select(.value.uid == 501) | .value.message' "$OUT" | sort | uniq -c | tr -s ' ')" ' 5 "Hi user 501!"'
	# somebody the map does not know gets the greeting for all
	same "$(jq -c 'select(.value.uid == 65533) | .value.message' "$OUT")" '"Hello World"'
}

@test "run is endless: -j is refused, -J is not" {
	for form in -j -p; do
		run --separate-stderr mapctl $form demo run hello-config
		same "$status$output" 2
		error_is USAGE 'needs an end, and "demo run" has none'
		[[ $stderr == *'-J prints one JSON value a line'* ]]
	done
}

@test "the README's session: update, look up, keep what is not said, delete" {
	mapctl demo start hello-config >/dev/null
	config=/sys/fs/bpf/mapctl/hello-config/config
	run_ok mapctl update "$config" 1000 '{message: "Hi 1000!"}'
	run_ok mapctl -J lookup "$config" 1000
	same "$output" '{"key":1000,"value":{"message":"Hi 1000!"}}'
	run_ok mapctl update "$config" 1000 value.message=Bye
	run_ok mapctl -J lookup "$config" 1000
	same "$output" '{"key":1000,"value":{"message":"Bye"}}'
	run_ok mapctl -j dump "$config"
	same "$(json 'sort_by(.key) | map(.key)')" '[0,501,1000]'
	run_ok mapctl delete "$config" key 1000
	refuses 3 ENOENT 'key 1000 is not in map "config"' lookup "$config" 1000
}

@test "a demo needs privileges: which" {
	AS=(setpriv --bounding-set=-all --inh-caps=-all)
	refuses 1 EPERM CAP_ demo start hello-config
	config_gone
}

@test "an ordinary user is told which capabilities a demo takes, not which directory it cannot make" {
	for demo in hello-config ip-tracker; do
		for words in "start $demo" "run $demo --for 50ms" "start $demo --dry-run" \
			"run $demo --dry-run"; do
			# shellcheck disable=SC2086 # words
			run_fails 1 "cannot start the demo \"$demo\": Operation not permitted (CAP_" unprivileged -- mapctl demo $words
			[[ $stderr == *"hint: mapctl demo info $demo says what it does"* ]]
		done
	done
	[[ $stderr == *'(CAP_NET_ADMIN and CAP_SYS_ADMIN and CAP_BPF missing)'* ]]
	run_fails 1 'CAP_PERFMON missing)' unprivileged bpf -- mapctl demo start hello-config
}

# without_run WORDS…: runs them in a root directory that is the machine's without /run
without_run() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare -m sh -ec '
		mount -t tmpfs none "$0"
		for dir in /*; do
			[ -d "$dir" ] && [ "$dir" != /run ] || continue
			mkdir "$0$dir"
			mount --rbind "$dir" "$0$dir" 2>/dev/null || rmdir "$0$dir"
		done
		for link in $(find / -maxdepth 1 -type l); do
			[ -e "$0$link" ] || { rmdir "$0$link" 2>/dev/null; cp -P "$link" "$0$link"; }
		done
		exec chroot "$0" env "PATH=$PATH" "$@"' "$BATS_TEST_TMPDIR" "$@"
}

@test "where there is no /run a demo starts all the same, if it leaves no process behind" {
	run_ok without_run mapctl demo start hello-config --hook raw
	[[ $output == 'hello-config: attached by raw tracepoint sys_enter'* ]]
	[ ! -e /run/mapctl/hello-config ]
	run_ok without_run mapctl -j demo list
	same "$(json '.[] | select(.name == "hello-config") | [.running, .attached]')" '[true,"raw tracepoint sys_enter"]'
	run_fails 1 'the demo "hello-config" is already running' without_run mapctl demo start hello-config
	run_ok without_run mapctl demo stop hello-config
	config_gone
	run_ok without_run mapctl -j demo list
	same "$(json 'map(select(.name == "hello-config"))[0].running')" false
	# one that keeps a socket has to write down which process does
	run_fails 1 'cannot make "/run/mapctl": No such file or directory' without_run mapctl demo start dst-flows
	[ ! -e "$DEMOS/dst-flows" ]
}

@test "the process that stays behind has no descriptor of its starter's" {
	mapctl demo start dst-flows 7</etc/passwd 33</etc/passwd >/dev/null
	keeper=$(mapctl -j demo list | jq '.[] | select(.name == "dst-flows").keeper')
	same "$(find "/proc/$keeper/fd" -lname '/etc/*')" ''
	same "$(find "/proc/$keeper/fd" -lname 'socket:*' | wc -l)" 1
	mapctl demo stop dst-flows
}

@test "doctor: every row has a check, a status and a detail; what is not ok a mend" {
	run_ok mapctl -j doctor
	same "$(json 'map(.area) | unique')" '["build","kernel","user"]'
	same "$(json 'map(select((.check | length) == 0 or (.detail | length) == 0)) | length')" 0
	same "$(json 'map(.status) | unique - ["ok", "info", "no"]')" '[]'
	same "$(json 'map(select(.status == "no" and ((.mend // "") == ""))) | length')" 0
	same "$(json '[.[] | select(.check == "bpffs") | .status]')" '["ok"]'
	same "$(json '[.[] | select(.check == "creating maps") | .status]')" '["ok"]'
	for check in release 'BTF of the kernel' 'map types' 'batch operations' probes libbpf; do
		jq -e --arg check "$check" 'any(.check == $check)' <<<"$output" >/dev/null
	done
}

@test "doctor without privileges says what is missing, and why" {
	run --separate-stderr unprivileged -- mapctl -j doctor
	[ "$status" = 0 ]
	same "$(json '[.[] | select(.check == "creating maps") | .status]')" '["no"]'
	[[ $(json '[.[] | select(.check == "creating maps") | .detail + .mend]') == *CAP_BPF* ]]
	[[ $(json '[.[] | select(.check == "maps by id and name") | .detail + .mend]') == *CAP_SYS_ADMIN* ]]
}

@test "doctor --fix mounts bpffs where it is not, and only then" {
	run_ok unshare -m sh -c 'umount -l /sys/fs/bpf
		mapctl -J doctor | jq -c "select(.check == \"bpffs\") | [.status, .mend != null]"
		mapctl doctor --fix >/dev/null 2>&1 || exit 9
		mapctl create /sys/fs/bpf/fixed type hash key 4 value 4 entries 1 || exit 8
		grep -c " /sys/fs/bpf bpf " /proc/mounts
		mapctl doctor --fix >/dev/null 2>&1 || exit 7
		grep -c " /sys/fs/bpf bpf " /proc/mounts'
	same "$output" '["no",true]
1
1'
	run_fails 1 'CAP_SYS_ADMIN' unshare -m sh -c 'umount -l /sys/fs/bpf
		exec setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin mapctl doctor --fix'
}
