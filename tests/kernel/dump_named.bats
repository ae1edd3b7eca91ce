#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Values that are kernel objects by name: stacks, struct_ops, interfaces, programs; and empty slots.

load ../lib

setup_file() {
	kernel_or_skip
	pins_begin
	LIBC=$("$BUILD/tests/helpers/named" "$BUILD/tests/helpers/named.bpf.o" "$PINS")
	NETNS=mapctl-test-$$
	export LIBC NETNS
	ip netns add "$NETNS"
	ip -n "$NETNS" link add left index 7 type veth peer name right index 9
}

teardown_file() {
	ip netns del "$NETNS" || true
	pins_end
}

# prog_id NAME: of the program pinned under that name
prog_id() {
	python3 - "$PINS/$1" <<-'EOF'
	import ctypes, sys
	libbpf = ctypes.CDLL("libbpf.so.1", use_errno=True)
	info, size = ctypes.create_string_buffer(512), ctypes.c_uint32(512)
	fd = libbpf.bpf_obj_get(sys.argv[1].encode())
	assert fd >= 0 and not libbpf.bpf_obj_get_info_by_fd(fd, info, ctypes.byref(size))
	print(int.from_bytes(info[4:8], sys.byteorder))
	EOF
}

# symbols of the addresses on standard input, one a line, straight from the kernel's list
symbols() {
	python3 -c '
import bisect, sys
lines = (line.split() for line in open("/proc/kallsyms"))
functions = sorted((int(words[0], 16), words[2]) for words in lines if words[1] in "tTwW")
starts = [start for start, name in functions]
for line in sys.stdin:
    address = int(line, 16)
    i = bisect.bisect_right(starts, address) - 1
    print(f"{functions[i][1]}+{address - starts[i]:#x}")'
}

# numbers MAP: the values as they are without names, nonzero only, as 0x… one a line
numbers() {
	mapctl -J dump "$PINS/$1" --no-hints | python3 -c '
import json, sys
for number in json.load(sys.stdin)["value"]:
    if number: print(hex(number))'
}

numbers_of_samples() {
	mapctl -J dump "$PINS/samples" | python3 -c '
import json, sys
print(*map(hex, json.load(sys.stdin)["value"]["stack"]), sep="\n")'
}

# list OPEN CLOSE: the lines of standard input as one
list() {
	local lines
	mapfile -t lines
	(IFS=,; echo "$1${lines[*]}$2") | sed 's/,/, /g'
}

@test "stack_trace: each frame is a function of the kernel and the offset in it" {
	run_ok mapctl -J dump "$PINS/kernel_stacks"
	jq -sc . <<<"$output" | conforms dump-stacks
	stack=$output
	same "$(jq -r '.value[].address' <<<"$stack")" "$(numbers kernel_stacks)"
	same "$(jq -r '.value[].symbol' <<<"$stack")" "$(numbers kernel_stacks | symbols)"
	[[ $(jq -r '.value[].symbol' <<<"$stack") == bpf_prog_*_take_stacks+0x*do_syscall_64+0x* ]]
	key=$(jq .key <<<"$stack")
	run_ok mapctl dump "$PINS/kernel_stacks" --no-header
	same "$output" "$key $(numbers kernel_stacks | symbols | list [ ])"
	run_ok mapctl lookup "$PINS/kernel_stacks" "$key" --no-header
	same "$output" "$key $(numbers kernel_stacks | symbols | list [ ])"
	run_ok mapctl -j lookup "$PINS/kernel_stacks" "$key"
	conforms lookup <<<"$output"
	same "$output" "$stack"
	run_ok mapctl -r lookup "$PINS/kernel_stacks" "$key" -o 'value[1]'
	same "$output" "$(numbers kernel_stacks | symbols | sed -n 2p)"
	run_ok mapctl --csv dump "$PINS/kernel_stacks" --values
	same "$(python3 -c 'import csv, sys; print(list(csv.reader(sys.stdin))[1][0])' <<<"$output" |
		jq -c .)" "$(jq -c .value <<<"$stack")"
}

@test "stack_trace: --no-hints has the numbers of all frames, the empty ones too" {
	run_ok mapctl -J dump "$PINS/kernel_stacks" --no-hints
	same "$(json '.value | length')" 20
	run_ok mapctl dump "$PINS/kernel_stacks" --no-hints --no-header
	[[ $output == *'[1844674407'*', 0, 0]' ]]
}

@test "stack_trace: without the addresses of functions there are no names" {
	zeroes=$BATS_TEST_TMPDIR/kallsyms
	echo '0000000000000000 T _text' >"$zeroes"
	# shellcheck disable=SC2016 # for the inner shell
	run_ok unshare -m sh -ec 'mount --bind "$0" /proc/kallsyms; exec mapctl -J dump "$1"' \
		"$zeroes" "$PINS/kernel_stacks"
	same "$(jq -c .value <<<"$output")" \
		"$(numbers kernel_stacks | jq -Rnc '[inputs | {address: .}]')"
	# shellcheck disable=SC2016
	run_ok unshare -m sh -ec 'mount --bind "$0" /proc/kallsyms; exec mapctl dump "$1" --no-header --values' \
		"$zeroes" "$PINS/kernel_stacks"
	same "$output" "$(numbers kernel_stacks | list [ ])"
}

@test "stack_trace: a function's name is whole, as long as the kernel has them" {
	local first name
	first=$(numbers kernel_stacks | head -1)
	printf -v name '%0511d' 0
	printf '%s t %s\t[bpf]\n' "${first#0x}" "f${name:1}" >"$BATS_TEST_TMPDIR/kallsyms"
	# shellcheck disable=SC2016 # for the inner shell
	run_ok unshare -m sh -ec 'mount --bind "$0" /proc/kallsyms; exec mapctl -J dump "$1"' \
		"$BATS_TEST_TMPDIR/kallsyms" "$PINS/kernel_stacks"
	same "$(jq -r '.value[0].symbol' <<<"$output")" "f${name:1}+0x0"
}

@test "stack_trace: addresses of user space have no names" {
	run_ok mapctl -J dump "$PINS/user_stacks"
	jq -sc . <<<"$output" | conforms dump-stacks
	same "$(jq -c .value <<<"$output")" "$(numbers user_stacks | jq -Rnc '[inputs | {address: .}]')"
	run_ok mapctl dump "$PINS/user_stacks" --no-header --values
	same "$output" "$(numbers user_stacks | list [ ])"
}

@test "stack_trace by build id: the file's and the offset in it" {
	run_ok mapctl -J dump "$PINS/build_ids"
	jq -sc . <<<"$output" | conforms dump-stacks
	first=$(jq -c '.value[0]' <<<"$output")
	same "$(jq -r .build_id <<<"$first")" "$LIBC"
	offset=$(jq -r .offset <<<"$first")
	run_ok mapctl -J dump "$PINS/build_ids" --no-hints
	same "$(json '.value | length')" 20
	same "$offset" "$(printf '0x%x' "$(json '.value[0].offset')")"
	run_ok mapctl dump "$PINS/build_ids" --no-header --values
	[[ $output =~ ^"[$LIBC+$offset"(, .*)?"]"$ ]]
}

@test "--as stack names the frames of a stack in a value, which can be typed back" {
	before=$(mapctl -J dump "$PINS/samples")
	run_ok mapctl -J dump "$PINS/samples" --as value.stack=stack
	same "$(json '.value.stack | length')" "$(json .value.depth)"
	names=$(jq -c '[.value.stack[].symbol]' <<<"$output")
	value=$(json .value)
	run_ok mapctl update "$PINS/samples" 0 '{}'
	run_ok mapctl update "$PINS/samples" 0 "$value" --as value.stack=stack
	same "$(mapctl -J dump "$PINS/samples")" "$before"
	run_ok mapctl -r dump "$PINS/samples" --as value.stack=stack -o stack
	same "$output" "$(jq -r '.[]' <<<"$names" | list [ ])"
	# another copy of the program would make its name ambiguous
	text="[$(numbers_of_samples | head -1), ${output#*, }"
	run_ok mapctl update "$PINS/samples" 0 value.stack="$text" --as value.stack=stack
	same "$(mapctl -J dump "$PINS/samples")" "$before"
	run_fails 2 'is not a number, nor the only kernel function of that name' \
		mapctl update "$PINS/samples" 0 value.stack='[no_such_function+0x1]' --as value.stack=stack
	run_fails 2 '"stack" is no form' mapctl dump "$PINS/samples" --as value.depth=stack
}

@test "struct_ops: its functions are programs, by member" {
	threshold=$(prog_id named_slow_start_threshold)
	avoid=$(prog_id named_avoid)
	undo=$(prog_id named_undo)
	run_ok mapctl -j dump "$PINS/congestion"
	same "$(json '[.[0].value.data | .ssthresh, .cong_avoid, .undo_cwnd, .release, .name]')" \
		"[{\"id\":$threshold,\"name\":\"named_slow_start_threshold\"},{\"id\":$avoid,\"name\":\"named_avoid\"},{\"id\":$undo,\"name\":\"named_undo\"},null,\"mapctl_named\"]"
	same "$(json '.[0].value.common.state')" '"BPF_STRUCT_OPS_STATE_READY"'
	run_ok mapctl dump "$PINS/congestion" -o data.ssthresh,data.release,data.owner,common.state --no-header
	same "$output" "$threshold /* named_slow_start_threshold */ 0 0x0 BPF_STRUCT_OPS_STATE_READY"
	run_ok mapctl dump "$PINS/congestion" -o data.ssthresh --no-header --no-hints
	same "$output" "$threshold"
	run_ok mapctl -J dump "$PINS/congestion" -o data.ssthresh --no-hints
	same "$output" "{\"data.ssthresh\":$threshold}"
	run_fails 2 'value.ssthresh: a struct_ops map takes its programs from its loader' \
		mapctl update "$PINS/congestion" 0 "{data: {ssthresh: $threshold}}"
}

# In a network namespace of its own: lo is interface 1, the ends of a veth pair are 7 and 9.
private() {
	nsenter --net="/run/netns/$NETNS" "$@"
}

@test "devmap: interfaces by name, and the programs behind them" {
	prog=$(prog_id pass_behind_redirect)
	for type in devmap devmap_hash; do
		mapctl create "$PINS/$type" type $type key 4 value 8 entries 4
		run_ok private mapctl update "$PINS/$type" 1 value ifname left
		run_ok private mapctl update "$PINS/$type" 2 value ifname right prog pinned "$PINS/pass_behind_redirect"
		run --separate-stderr private mapctl -j dump "$PINS/$type"
		same "$(json 'sort_by(.key)')" \
			"[{\"key\":1,\"value\":{\"ifindex\":7,\"name\":\"left\"}},{\"key\":2,\"value\":{\"ifindex\":9,\"name\":\"right\",\"prog\":{\"id\":$prog,\"name\":\"pass_behind_redirect\"}}}]"
		conforms dump-devices <<<"$output"
		run --separate-stderr private mapctl dump "$PINS/$type"
		same "$(tr -s ' ' <<<"$output" | sed 's/ $//')" "key ifindex prog_id
 1 7 /* left */ 0
 2 9 /* right */ $prog /* pass_behind_redirect */"
		run --separate-stderr private mapctl -j dump "$PINS/$type" --no-hints
		same "$(json 'sort_by(.key)[1].value')" "{\"ifindex\":9,\"prog_id\":$prog}"
		run --separate-stderr private mapctl --csv dump "$PINS/$type"
		same "$(sort <<<"$output" | head -2)" "1,7,0
2,9,$prog"
		# elsewhere the numbers have no names
		run_ok mapctl -J lookup "$PINS/$type" 1
		same "$output" '{"key":1,"value":{"ifindex":7}}'
	done
}

@test "devmap: what is printed can be typed back" {
	prog=$(prog_id pass_behind_redirect)
	map=$PINS/back
	mapctl create "$map" type devmap key 4 value 8 entries 4
	printed="{\"ifindex\":9,\"name\":\"right\",\"prog\":{\"id\":$prog,\"name\":\"pass_behind_redirect\"}}"
	for value in "$printed" "{ifindex: 9 /* right */, prog_id: $prog /* pass_behind_redirect */}" \
		"{ifindex: right, prog: {id: $prog}}" "{name: right, prog_id: $prog}"; do
		run_ok private mapctl update "$map" 0 "$value"
		same "$(private mapctl -J lookup "$map" 0)" "{\"key\":0,\"value\":$printed}"
		run_ok mapctl delete "$map" 0
	done
	# fields keep the rest, a program too
	run_ok private mapctl update "$map" 0 "$printed"
	run_ok private mapctl update "$map" 0 value.ifindex=left
	same "$(private mapctl -J lookup "$map" 0 | jq -c '.value | [.name, .prog.id]')" "[\"left\",$prog]"
	run_ok private mapctl update "$map" 0 value.prog_id=0
	same "$(private mapctl -J lookup "$map" 0 | jq -c .value)" '{"ifindex":7,"name":"left"}'
	run_ok private mapctl update "$map" 0 --dry-run "$printed"
	[[ $output == *"-> {ifindex: 9 /* right */, prog_id: $prog /* pass_behind_redirect */}" ]]
	run_fails 3 'no program has the id 4294967295' \
		private mapctl update "$map" 1 '{ifindex: 9, prog_id: 4294967295}'
	run_fails 3 'no program has the id 4294967295' \
		private mapctl update "$map" 1 --dry-run '{ifindex: 9, prog_id: 4294967295}'
	run_fails 2 '"left" is interface 7, not 9' private mapctl update "$map" 1 '{"ifindex":9,"name":"left"}'
	run_fails 2 '"gone" is no interface here' private mapctl update "$map" 1 '{"ifindex":9,"name":"gone"}'
	run_fails 2 '"name" is given twice' private mapctl update "$map" 1 '{name: left, name: left}'
	run_fails 2 'unknown field "names"' private mapctl update "$map" 1 '{ifindex: 9, names: 1}'
	run_fails 3 '' private mapctl lookup "$map" 1
	mapctl create "$PINS/back4" type devmap key 4 value 4 entries 4
	for value in '{"ifindex":7,"name":"left"}' left 7 '7 /* left */' '{name: left}'; do
		run_ok private mapctl update "$PINS/back4" 0 "$value"
		same "$(private mapctl -J lookup "$PINS/back4" 0)" '{"key":0,"value":{"ifindex":7,"name":"left"}}'
		run_ok mapctl delete "$PINS/back4" 0
	done
	run_fails 2 '"ifindex" is missing' private mapctl update "$PINS/back4" 0 '{}'
	run_fails 2 'is neither "ifindex" nor "name"' private mapctl update "$PINS/back4" 0 '{ifindex: 7, prog: 1}'
}

@test "cpumap: the program behind a queue by name, and typed back" {
	prog=$(prog_id pass_on_cpu)
	mapctl create "$PINS/cpus" type cpumap key 4 value 8 entries 1
	run_ok mapctl update "$PINS/cpus" 0 "{qsize: 64, prog_id: $prog}"
	run_ok mapctl -J dump "$PINS/cpus"
	jq -sc . <<<"$output" | conforms dump-devices
	same "$output" "{\"key\":0,\"value\":{\"qsize\":64,\"prog\":{\"id\":$prog,\"name\":\"pass_on_cpu\"}}}"
	value=$(json .value)
	run_ok mapctl dump "$PINS/cpus"
	same "$(tr -s ' ' <<<"$output")" "key qsize prog_id
 0 64 $prog /* pass_on_cpu */"
	run_ok mapctl delete "$PINS/cpus" 0
	run_ok mapctl update "$PINS/cpus" 0 "$value"
	same "$(mapctl -J dump "$PINS/cpus" | jq -c .value)" "$value"
	run_ok mapctl update "$PINS/cpus" 0 '{"qsize":32}'
	same "$(mapctl -J dump "$PINS/cpus" | jq -c .value)" '{"qsize":32}'
	run_fails 2 'unknown field "name"' mapctl update "$PINS/cpus" 0 '{"qsize":32,"name":"lo"}'
}

# slots MAP ENTRY…: these entries and no others; with --all the slots 0..3
slots() {
	local map=$1 i all=()
	shift
	run_ok mapctl -j dump "$PINS/$map"
	same "$(json 'map(.key)')" "[$(IFS=,; echo "$*")]" || return 1
	run_ok mapctl -j dump "$PINS/$map" --all
	same "$(json 'map(.key)')" '[0,1,2,3]' || return 1
	same "$(json 'map(select(.value != null).key)')" "[$(IFS=,; echo "$*")]" || return 1
	case $map in
	*progs | *maps) conforms dump-maps <<<"$output" || return 1 ;;
	*dev* | *cpu*) conforms dump-devices <<<"$output" || return 1 ;;
	esac
	for i in 0 1 2 3; do
		[[ " $* " == *" $i "* ]] || all+=("$i -")
	done
	run_ok mapctl dump "$PINS/$map" --all --no-header
	same "$(tr -s ' ' <<<"$output" | sed 's/^ //; s/ $//' | grep -E '^[0-3]( -)+$' | sed -E 's/( -)+$/ -/')" \
		"$(printf '%s\n' "${all[@]}")"
}

@test "empty slots are hidden, and shown by --all" {
	mapctl create "$PINS/slots-progs" type prog_array key 4 value 4 entries 4
	slots slots-progs
	mapctl update "$PINS/slots-progs" 1 value prog pinned "$PINS/take_stacks"
	mapctl update "$PINS/slots-progs" 3 value prog pinned "$PINS/take_stacks"
	slots slots-progs 1 3
	mapctl create "$PINS/inner" type array key u32 value u32 entries 1
	mapctl create "$PINS/slots-maps" type array_of_maps key 4 value 4 entries 4 inner "$PINS/inner"
	slots slots-maps
	mapctl update "$PINS/slots-maps" 0 value map pinned "$PINS/inner"
	slots slots-maps 0
	for size in 4 8; do
		mapctl create "$PINS/slots-dev$size" type devmap key 4 value $size entries 4
		slots slots-dev$size
		mapctl update "$PINS/slots-dev$size" 2 value ifname lo
		slots slots-dev$size 2
		mapctl create "$PINS/slots-cpu$size" type cpumap key 4 value $size entries 4
		slots slots-cpu$size
	done
	mapctl update "$PINS/slots-cpu4" 0 64
	slots slots-cpu4 0
	for type in sockmap reuseport_sockarray; do
		mapctl create "$PINS/slots-$type" type $type key 4 value 8 entries 4
		slots slots-$type
	done
	for type in perf_event_array cgroup_array xskmap sockmap; do
		mapctl create "$PINS/slots-4$type" type $type key 4 value 4 entries 4 name t1slots
		slots slots-4$type
	done
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	if [ -n "$root" ]; then
		mapctl update "$PINS/slots-4cgroup_array" 2 value cgroup "$root"
		slots slots-4cgroup_array 2
	fi
	# other maps have none
	run_ok mapctl -J dump "$PINS/inner" --all
	same "$output" '{"key":0,"value":0}'
	run_ok mapctl -J dump "$PINS/slots-progs" --all --keys
	same "$(jq -sc 'map(keys) | unique' <<<"$output")" '[["key"]]'
	run_ok mapctl --csv dump "$PINS/slots-dev8" --all
	same "$output" 'key,value.ifindex,value.prog_id
0,,
1,,
2,1,0
3,,'
	run_ok mapctl dump "$PINS/slots-dev4" --all
	same "$output" 'key value
  0 -
  1 -
  2 1 /* lo */
  3 -'
}
