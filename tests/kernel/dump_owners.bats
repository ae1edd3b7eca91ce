#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# dump of maps that hold perf events, cgroups and AF_XDP sockets, and of the values that tasks,
# inodes and cgroups have.

load pins
load demos

setup_file() {
	kernel_or_skip
	pins_begin
	OBJECTS=$BUILD/tests/helpers/objects
	# shellcheck disable=SC2046 # an empty answer is one word less
	CGROUP=$(cgroup2)/mapctl-test-$$-$RANDOM
	export OBJECTS CGROUP
}

setup() {
	STARTED=()
}

teardown() {
	for pid in "${STARTED[@]}"; do
		kill "$pid"
		wait "$pid" || :
	done
	rm -f "$PINS"/*
	[ ! -d "$CGROUP" ] || find "$CGROUP" -depth -type d -exec rmdir {} +
}

# started "word" WORDS…: runs in the background until the test's end, once it has said the word
started() {
	local said=$1 out
	shift
	out=$(mktemp -u)
	mkfifo "$out"
	"$@" >"$out" &
	STARTED+=($!)
	read -r -t 30 line <"$out"
	rm "$out"
	[ "$line" = "$said" ]
}

storage() {
	mapctl create "$PINS/$1" type "$1" key int value "${2:-u32}" flags no_prealloc
}

@test "perf_event_array: each slot's event and its process" {
	mapctl create "$PINS/perf" type perf_event_array key 4 value 4 entries 8
	run_ok mapctl -j dump "$PINS/perf"
	same "$output" '[]'
	started held "$OBJECTS" perf "$PINS/perf"
	run_ok mapctl -j dump "$PINS/perf"
	same "$(json .)" "$(jq -nc --argjson pid "${STARTED[0]}" '[
		{key: 0, value: {type: "software", config: 10, event: "bpf_output", cpu: 0, pid: $pid, comm: "objects"}},
		{key: 2, value: {type: "software", config: 2, event: "page_faults", cpu: -1, pid: $pid, comm: "objects"}}]')"
	conforms dump <<<"$output"
	run_ok mapctl dump "$PINS/perf" -o key,type,config,event,cpu,comm
	same "$output" 'key type     config event         cpu comm
  0 software     10 "bpf_output"    0 "objects"
  2 software      2 "page_faults"  -1 "objects"'
	run_ok mapctl -r dump "$PINS/perf" --keys
	same "$output" $'0\n2'
	run_ok mapctl --csv dump "$PINS/perf" -o event,value.cpu
	same "$output" $'event,value.cpu\nbpf_output,0\npage_faults,-1'
}

@test "perf_event_array: an event without a process" {
	mapctl create "$PINS/perf" type perf_event_array key 4 value 4 entries 3 flags preserve_elems
	started held "$OBJECTS" perf "$PINS/perf"
	kill "${STARTED[0]}"
	wait "${STARTED[0]}" || :
	STARTED=()
	run_ok mapctl -J dump "$PINS/perf"
	same "$(json '[.key, .value.event, .value.pid, .value.comm]')" $'[0,"bpf_output",0,""]\n[2,"page_faults",0,""]'
}

@test "xskmap: the interface and queue of each socket, in another network namespace" {
	mapctl create "$PINS/xsk" type xskmap key 4 value 4 entries 8
	run_ok mapctl -j dump "$PINS/xsk"
	same "$output" '[]'
	started held unshare -n sh -c "ip link add xt0 type veth peer name xt1 && ip link set xt0 up &&
		exec $OBJECTS xsk $PINS/xsk xt0 5"
	run_ok mapctl -j dump "$PINS/xsk"
	same "$(json '[.[] | [.key, .value.name, .value.queue]]')" '[[5,"xt0",0]]'
	[ "$(json '.[0].value.ifindex')" -gt 0 ]
	conforms dump <<<"$output"
	run_ok mapctl dump "$PINS/xsk" --no-header
	[[ $output =~ ^\ *5\ +[0-9]+\ \"xt0\"\ +0$ ]]
}

@test "cgroup_array: id and path of each cgroup" {
	mkdir -p "$CGROUP/in ner"
	mapctl create "$PINS/cg" type cgroup_array key 4 value 4 entries 3000
	run_ok mapctl -j dump "$PINS/cg"
	same "$output" '[]'
	mapctl update "$PINS/cg" 0 value cgroup "$CGROUP"
	mapctl update "$PINS/cg" 2999 value cgroup "$CGROUP/in ner"
	mapctl update "$PINS/cg" 7 value cgroup "$(cgroup2)"
	run_ok mapctl -j dump "$PINS/cg"
	id() { stat -c %i "$1"; }
	same "$(json .)" "$(jq -nc --arg at "/${CGROUP##*/}" --argjson id "$(id "$CGROUP")" \
		--argjson inner "$(id "$CGROUP/in ner")" --argjson root "$(id "$(cgroup2)")" '[
		{key: 0, value: {id: $id, path: $at}},
		{key: 7, value: {id: $root, path: "/"}},
		{key: 2999, value: {id: $inner, path: ($at + "/in ner")}}]')"
	conforms dump <<<"$output"
	run_ok mapctl -r dump "$PINS/cg" -o path
	same "$output" "/${CGROUP##*/}"$'\n/\n'"/${CGROUP##*/}/in ner"
}

@test "cgroup_array: more than a window, and a cgroup that is gone" {
	mkdir "$CGROUP"
	mapctl create "$PINS/cg" type cgroup_array key 4 value 4 entries 3000
	"$OBJECTS" cgroups "$PINS/cg" "$CGROUP" 3000
	rmdir "$CGROUP"
	run_ok mapctl -r dump "$PINS/cg" -o key
	same "$output" "$(seq 0 2999)"
	run_ok mapctl -r dump "$PINS/cg" -o path
	same "$(sort -u <<<"$output")" "/${CGROUP##*/}"
}

@test "cgroup paths that are too deep are an error each" {
	deep=$CGROUP
	for _ in {1..40}; do deep=$deep/d; done
	mkdir -p "$deep"
	mapctl create "$PINS/cg" type cgroup_array key 4 value 4 entries 2
	mapctl update "$PINS/cg" 0 value cgroup "$deep"
	mapctl update "$PINS/cg" 1 value cgroup "$CGROUP"
	AS=()
	refuses 1 ENAMETOOLONG "cannot read key 0 of map \"cg\": File name too long" lookup "$PINS/cg" 0
	run_ok mapctl -j lookup "$PINS/cg" 1
	same "$(json .value.path)" "\"/${CGROUP##*/}\""
	run --separate-stderr mapctl -j dump "$PINS/cg"
	find "$CGROUP" -depth -type d -exec rmdir {} +
	[ "$status" = 1 ]
	same "$(json '[.[] | [.key, .error.code, .value.path]]')" "[[0,\"ENAMETOOLONG\",null],[1,null,\"/${CGROUP##*/}\"]]"
	conforms dump <<<"$output"
	error_is EIO '1 entry could not be read'
}

@test "--recursive: what could not be read of an inner map is counted, and its empty slots are shown" {
	deep=$CGROUP
	for _ in {1..40}; do deep=$deep/d; done
	mkdir -p "$deep"
	mapctl create "$PINS/cg" type cgroup_array key 4 value 4 entries 4
	mapctl create "$PINS/outer" type array_of_maps key 4 value 4 entries 2 inner "$PINS/cg"
	mapctl update "$PINS/outer" 1 value map pinned "$PINS/cg"
	mapctl update "$PINS/cg" 1 value cgroup "$CGROUP"
	run_ok mapctl -j dump "$PINS/outer" --recursive
	same "$(json '[.[].value.entries[] | [.key, .value.path]]')" "[[1,\"/${CGROUP##*/}\"]]"
	run_ok mapctl -j dump "$PINS/outer" --recursive --all
	same "$(json '[.[] | [.key, (.value.entries // [] | map([.key, .value.path]))]]')" \
		"[[0,[]],[1,[[0,null],[1,\"/${CGROUP##*/}\"],[2,null],[3,null]]]]"
	conforms dump <<<"$output"

	mapctl update "$PINS/cg" 2 value cgroup "$deep"
	for words in -j -J; do
		run --separate-stderr mapctl "$words" dump "$PINS/outer" --recursive
		[ "$status" = 1 ]
		error_is EIO '1 entry could not be read'
		same "$(json '[.. | .entries? // empty | .[] | [.key, .error.code]]')" \
			'[[1,null],[2,"ENAMETOOLONG"]]'
	done
	run --separate-stderr mapctl dump "$PINS/outer" --recursive
	[ "$status" = 1 ]
	[[ $stderr == *'1 entry could not be read' ]]
}

@test "task_storage: pid and comm of each owner" {
	storage task_storage 'struct { u64 n; char why[4]; }'
	run_ok mapctl -j dump "$PINS/task_storage"
	same "$output" '[]'
	sleep 1000 &
	STARTED+=($!)
	sleep 1000 &
	STARTED+=($!)
	mapctl update "$PINS/task_storage" key pid "${STARTED[0]}" value '{n: 1, why: "a"}'
	mapctl update "$PINS/task_storage" key pid "${STARTED[1]}" value '{n: 2, why: "b"}'
	run_ok mapctl -j dump "$PINS/task_storage"
	same "$(json 'sort_by(.value.n)')" "$(jq -nc --argjson a "${STARTED[0]}" --argjson b "${STARTED[1]}" '[
		{key: {pid: $a, comm: "sleep"}, value: {n: 1, why: "a"}},
		{key: {pid: $b, comm: "sleep"}, value: {n: 2, why: "b"}}]')"
	conforms dump <<<"$output"
	run_ok mapctl dump "$PINS/task_storage" -o comm,n,why
	same "$output" 'comm    n why
"sleep" 1 "a"
"sleep" 2 "b"'
	run_ok mapctl -r dump "$PINS/task_storage" -o key.pid
	same "$(sort -n <<<"$output")" "$(printf '%s\n' "${STARTED[@]}" | sort -n)"
}

@test "a comm as long as the kernel keeps it is whole in a lookup, too" {
	local program=$BATS_TEST_TMPDIR/fifteen_letters
	storage task_storage
	ln -s "$(command -v sleep)" "$program"
	(exec -a sleep "$program" 1000) &
	STARTED+=($!)
	until [ "$(cat "/proc/$!/comm")" = fifteen_letters ]; do :; done
	mapctl update "$PINS/task_storage" key pid $! value 1
	run_ok mapctl -J dump "$PINS/task_storage"
	same "$output" "{\"key\":{\"pid\":$!,\"comm\":\"fifteen_letters\"},\"value\":1}"
	run_ok mapctl -J lookup "$PINS/task_storage" key pid $!
	same "$output" "{\"key\":{\"pid\":$!,\"comm\":\"fifteen_letters\"},\"value\":1}"
}

@test "cgrp_storage: id and path of each owner" {
	mkdir -p "$CGROUP/inner"
	storage cgrp_storage
	run_ok mapctl -j dump "$PINS/cgrp_storage"
	same "$output" '[]'
	mapctl update "$PINS/cgrp_storage" key cgroup "$CGROUP/inner" value 7
	run_ok mapctl -j dump "$PINS/cgrp_storage"
	same "$output" "[{\"key\":{\"id\":$(stat -c %i "$CGROUP/inner"),\"path\":\"/${CGROUP##*/}/inner\"},\"value\":7}]"
	conforms dump <<<"$output"
	run_ok mapctl --csv dump "$PINS/cgrp_storage" -o path,value
	same "$output" "path,value"$'\n'"/${CGROUP##*/}/inner,7"
}

@test "inode_storage: inode, device and name of each owner, more than a window" {
	storage inode_storage
	run_ok mapctl -j dump "$PINS/inode_storage"
	same "$output" '[]'
	files=$BATS_TEST_TMPDIR/files
	mkdir "$files"
	"$OBJECTS" inodes "$PINS/inode_storage" "$files" 3000
	run_ok mapctl -J dump "$PINS/inode_storage"
	same "$(json '[.key.inode, .value]' | sort)" \
		"$(find "$files" -type f -printf '[%i,%f]\n' | sort)"
	same "$(json .key.name | sort)" "$(find "$files" -type f -printf '"%p"\n' | sort)"
	same "$(json .key.dev | sort -u)" "\"$(findmnt -no MAJ:MIN --target "$files" | tr -d ' ')\""
	conforms dump <<<"[${output//$'\n'/,}]"
}

@test "inode_storage: while it changes each entry that stays is given once" {
	storage inode_storage
	files=$BATS_TEST_TMPDIR/files
	mkdir "$files"
	"$OBJECTS" inodes "$PINS/inode_storage" "$files" 3000
	started churning "$OBJECTS" churn "$PINS/inode_storage" "$files"
	for _ in 1 2 3 4 5; do
		run_ok mapctl -r dump "$PINS/inode_storage" -o value
		same "$(grep -xE '.{1,4}' <<<"$output" | sort -n)" "$(seq 3000)"
	done
}

@test "values of 4 KiB, more than a window" {
	storage inode_storage 'struct { u32 n; u8 rest[4092]; }'
	files=$BATS_TEST_TMPDIR/files
	mkdir "$files"
	"$OBJECTS" inodes "$PINS/inode_storage" "$files" 150
	run_ok mapctl -J dump "$PINS/inode_storage"
	same "$(json .value.n | sort -n)" "$(seq 150)"
	same "$(json 'select(.value.rest != [range(4092) as $i | .value.n % 256])')" ''
}

@test "inode_storage: a path where one leads to the inode, else a name" {
	storage inode_storage
	touch "$BATS_TEST_TMPDIR/here" "$BATS_TEST_TMPDIR/gone"
	exec 5<"$BATS_TEST_TMPDIR/gone"
	mapctl update "$PINS/inode_storage" key file "$BATS_TEST_TMPDIR/here" value 1
	mapctl update "$PINS/inode_storage" key file "$BATS_TEST_TMPDIR/gone" value 2
	mapctl update "$PINS/inode_storage" key file / value 3
	mapctl update "$PINS/inode_storage" key file /proc/self/mounts value 4
	rm "$BATS_TEST_TMPDIR/gone"
	touch "$BATS_TEST_TMPDIR/gone"
	run_ok mapctl -J dump "$PINS/inode_storage"
	same "$(json 'select(.value < 4) | [.value, .key.name]' | sort)" \
		"$(printf '%s\n' "[1,\"$BATS_TEST_TMPDIR/here\"]" '[2,"gone"]' '[3,"/"]')"
	exec 5<&-
}

@test "inode_storage: the name of what has too long a path" {
	local part deep=$BATS_TEST_TMPDIR i
	printf -v part '%0250d' 0
	for i in 1 2 3; do deep+=/$part; done
	mkdir -p "$deep"
	touch "$deep/deep"
	storage inode_storage
	mapctl update "$PINS/inode_storage" key file "$deep/deep" value 1
	run_ok mapctl -J dump "$PINS/inode_storage"
	same "$(json '[.key.name, .value]')" '["deep",1]'
}

@test "inode_storage: inodes of one number on one overlay are told apart, by path and stat's device" {
	local lower=$BATS_TEST_TMPDIR
	storage inode_storage
	mkdir "$lower"/{1,2,both}
	# shellcheck disable=SC2016 # for the inner shell
	run unshare -m sh -ec 'cd "$1"
		mount -t tmpfs one 1 && touch 1/a && mount -t tmpfs two 2 && touch 2/b
		mount -t overlay both -o lowerdir=1:2 both || exit 77
		cd both
		[ "$(stat -c %i a)" = "$(stat -c %i b)" ] || exit 77
		mapctl update "$PINS/inode_storage" key file a value 1
		mapctl update "$PINS/inode_storage" key file b value 2
		stat -c "%n %i %Hd:%Ld" a b
		mapctl -J dump "$PINS/inode_storage"
		mapctl -J dump "$PINS/inode_storage" | jq -c .key | while read -r key; do
			mapctl -J lookup "$PINS/inode_storage" "$key"
		done' sh "$lower"
	[ "$status" != 77 ] || skip "no overlay whose files have the same numbers"
	[ "$status" = 0 ]
	wanted=$(while read -r name inode dev; do
		printf '{"key":{"inode":%s,"dev":"%s","name":"%s"},"value":%s}\n' \
			"$inode" "$dev" "$lower/both/$name" "$([ "$name" = a ] && echo 1 || echo 2)"
	done < <(head -2 <<<"$output"))
	same "$(sed -n 3,4p <<<"$output" | sort)" "$(sort <<<"$wanted")"
	same "$(sed -n '5,$p' <<<"$output" | sort)" "$(sort <<<"$wanted")"
}

@test "task_storage: a thread's entry is read back, too" {
	local thread
	storage task_storage
	coproc THREAD { exec python3 -c 'import os, threading, time
def run():
    try: os.pidfd_open(threading.get_native_id(), os.O_EXCL)
    except OSError: print("old", flush=True)
    print(threading.get_native_id(), flush=True)
    time.sleep(1000)
threading.Thread(target=run).start()'; }
	STARTED+=("$THREAD_PID")
	read -r -t 30 thread <&"${THREAD[0]}"
	[ "$thread" != old ] || skip "this kernel has no descriptors of threads"
	run_ok mapctl update "$PINS/task_storage" key pid "$thread" value 6
	run_ok mapctl -r dump "$PINS/task_storage" -o pid
	same "$output" "$thread"
	read_back task_storage
	run_fails 1 "$thread is a thread, not a process" mapctl info pid "$thread" fd 0
}

@test "task_storage: a name that holds a newline and more is the same in lookup" {
	storage task_storage
	coproc NAMED { exec python3 -c 'import ctypes, time
ctypes.CDLL(None).prctl(15, b"a\n\x1b[7m\xff\"")
print("named", flush=True)
time.sleep(1000)'; }
	STARTED+=("$NAMED_PID")
	read -r -t 30 _ <&"${NAMED[0]}"
	mapctl update "$PINS/task_storage" key pid "$NAMED_PID" value 6
	run_ok mapctl dump "$PINS/task_storage" -o comm --no-header
	same "$output" '"a\n\x1b[7m\xff\""'
	read_back task_storage
}

@test "a cgroup whose name ends as the kernel marks those that are gone" {
	mkdir -p "$CGROUP/x (deleted)"
	storage cgrp_storage
	mapctl update "$PINS/cgrp_storage" key cgroup "$CGROUP/x (deleted)" value 1
	read_back cgrp_storage
}

# read_back STORAGE: each key that a dump prints is one that lookup, update and delete take
read_back() {
	local key value
	while IFS=$'\t' read -r key value; do
		run_ok mapctl -J lookup "$PINS/$1" "$key"
		same "$(json .)" "{\"key\":$key,\"value\":$value}"
		conforms lookup <<<"$output"
		run_ok mapctl update "$PINS/$1" "$key" $((value + 1))
		run_ok mapctl -r lookup "$PINS/$1" "$key" -o value
		same "$output" $((value + 1))
		run_ok mapctl delete "$PINS/$1" "$key"
	done < <(mapctl -J dump "$PINS/$1" | jq -r '[(.key | tojson), .value] | @tsv')
	run_ok mapctl -j dump "$PINS/$1"
	same "$output" '[]'
}

@test "owners and cgroups are read back as they are printed" {
	mkdir "$CGROUP"
	storage task_storage
	mapctl update "$PINS/task_storage" key pid $$ value 1
	read_back task_storage
	storage inode_storage
	mapctl update "$PINS/inode_storage" key file /etc/passwd value 3
	mapctl update "$PINS/inode_storage" key file / value 5
	read_back inode_storage
	storage cgrp_storage
	mapctl update "$PINS/cgrp_storage" key cgroup "$CGROUP" value 7
	mapctl update "$PINS/cgrp_storage" key cgroup / value 9
	read_back cgrp_storage

	mapctl create "$PINS/cg" type cgroup_array key 4 value 4 entries 3
	mapctl update "$PINS/cg" 0 value cgroup "$CGROUP"
	run_ok mapctl -J lookup "$PINS/cg" 0
	printed=$(json .value)
	run_ok mapctl update "$PINS/cg" 1 "$printed"
	run_ok mapctl update "$PINS/cg" 2 value cgroup "$(jq -r .path <<<"$printed")"
	run_ok mapctl -J dump "$PINS/cg"
	same "$(json .value)" "$printed"$'\n'"$printed"$'\n'"$printed"
}

@test "in a cgroup namespace: the same paths where the hierarchy is seen, and what is printed is read back" {
	mkdir -p "$CGROUP/in/deep" "$CGROUP/beside"
	storage cgrp_storage
	mapctl create "$PINS/ids" type hash key u64 value 'struct { u64 cgroup_id; }' entries 4
	for name in in in/deep beside; do
		mapctl update "$PINS/cgrp_storage" key cgroup "$CGROUP/$name" value 1
	done
	id=$(stat -c %i "$CGROUP/beside")
	mapctl update "$PINS/ids" 1 "{cgroup_id: $id}"
	run_ok mapctl -J dump "$PINS/cgrp_storage"
	all=$(sort <<<"$output")
	# shellcheck disable=SC2016 # for the inner shells
	look='mapctl -J dump "$PINS/cgrp_storage" | jq -c .key | while read -r key; do
			mapctl -J lookup "$PINS/cgrp_storage" "$key"
		done
		mapctl dump "$PINS/ids" --no-header'
	# shellcheck disable=SC2016
	inside='echo $$ >"$CGROUP/in/cgroup.procs"; exec unshare -C -m sh -ec "$1"'
	run_ok sh -ec "$inside" sh "$look"
	same "$(head -3 <<<"$output" | sort)" "$all"
	same "$(tail -1 <<<"$output")" "1 $id /* /${CGROUP##*/}/beside */"
	# what is mounted from there begins at the namespace's root
	at=$(cgroup2)
	run sh -ec "$inside" sh "umount -l '$at'; mount -t cgroup2 none '$at' || exit 77; $look"
	[ "$status" != 77 ] || skip "cgroup v2 cannot be mounted"
	[ "$status" = 0 ]
	same "$(head -3 <<<"$output" | jq -c .key.path | sort)" '""'$'\n''"/"'$'\n''"/deep"'
	same "$(tail -1 <<<"$output")" "1 $id"
}

@test "a cgroup's id has its path behind it in a table" {
	mkdir "$CGROUP"
	id=$(stat -c %i "$CGROUP")
	mapctl create "$PINS/by_cgroup" type hash key u64 value 'struct { u64 cgroup_id; }' entries 4
	mapctl update "$PINS/by_cgroup" "$id" "{cgroup_id: $id}"
	run_ok mapctl dump "$PINS/by_cgroup" --no-header
	same "$output" "$id $id /* /${CGROUP##*/} */"
	run_ok mapctl dump "$PINS/by_cgroup" --no-header --as key=cgroup
	same "$output" "$id /* /${CGROUP##*/} */ $id /* /${CGROUP##*/} */"
	run_ok mapctl -j dump "$PINS/by_cgroup"
	same "$output" "[{\"key\":$id,\"value\":{\"cgroup_id\":$id}}]"
	rmdir "$CGROUP"
	run_ok mapctl dump "$PINS/by_cgroup" --no-header
	same "$output" "$id $id"
	run_fails 2 'is no form for' mapctl dump "$PINS/by_cgroup" --types u64 'u32[2]' --as value=cgroup
}

@test "what is printed of an object that is another now is refused" {
	storage inode_storage
	storage task_storage
	mkdir "$CGROUP"
	mapctl create "$PINS/cg" type cgroup_array key 4 value 4 entries 3
	AS=()
	refuses 3 ENOENT '"/etc/passwd" is no longer number 1' update "$PINS/inode_storage" '{"inode":1,"name":"/etc/passwd"}' 1
	refuses 3 ENOENT '"/etc/passwd" is no longer on device 0:0' lookup "$PINS/inode_storage" \
		"{\"inode\":$(stat -c %i /etc/passwd),\"dev\":\"0:0\",\"name\":\"/etc/passwd\"}"
	refuses 3 ENOENT '"gone" is no path that leads to the inode' lookup "$PINS/inode_storage" '{"inode":1,"name":"gone"}'
	refuses 3 ENOENT "is no longer number 1" update "$PINS/cg" 0 "{\"id\":1,\"path\":\"/${CGROUP##*/}\"}"
	refuses 3 ENOENT 'cgroup "/nowhere"' update "$PINS/cg" 0 value cgroup /nowhere
	refuses 3 ENOENT "process $$ is \"$(cat /proc/$$/comm)\", not \"other\"" \
		update "$PINS/task_storage" "{\"pid\":$$,\"comm\":\"other\"}" 1
	run_ok mapctl update "$PINS/task_storage" "{\"pid\":$$}" 1
	refuses 2 USAGE 'unknown field "pidd"' lookup "$PINS/task_storage" '{"pidd":1}'
	refuses 3 ENOENT 'key 0 is not in map' lookup "$PINS/cg" 0
	refuses 2 USAGE 'index 3 is out of range' lookup "$PINS/cg" 3
}

@test "without the capabilities it is told as before, with what is missing" {
	mapctl create "$PINS/cg" type cgroup_array key 4 value 4 entries 3 --mode 0666
	AS=(unprivileged bpf --)
	refuses 1 EPERM 'the kernel does not show what its slots hold' dump "$PINS/cg"
	[[ $stderr == *"(CAP_PERFMON missing)"* ]]
	run_ok unprivileged bpf,perfmon -- mapctl -j dump "$PINS/cg"
	same "$output" '[]'
}
