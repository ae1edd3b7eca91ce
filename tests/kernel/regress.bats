# SPDX-License-Identifier: GPL-2.0-or-later
# What once was wrong and would be easy to get wrong again, one test each.
# shellcheck disable=SC2154 # bats sets output and status
load ../lib

setup_file() {
	kernel_or_skip
	pins_begin
}

teardown_file() {
	pins_end
}

# The kernel takes a descriptor for the key of a local storage: its number means nothing to others.
@test "the owner of a storage is shown as a bare key says it, not as mapctl's descriptor" {
	mapctl create "$PINS/task" type task_storage key int value u64 flags no_prealloc name reg_task
	mapctl update "$PINS/task" key pid $$ value 5
	run_ok mapctl -J lookup "$PINS/task" key pid $$
	same "$output" "{\"key\":$$,\"value\":5}"
	run_ok mapctl -r -o value lookup "$PINS/task" "$(json .key)"
	same "$output" 5

	mapctl create "$PINS/inode" type inode_storage key int value u64 flags no_prealloc name reg_inode
	mapctl update "$PINS/inode" /etc/passwd 6
	run_ok mapctl --no-header lookup "$PINS/inode" key file /etc/passwd
	same "$output" "/etc/passwd 6"
	run_ok mapctl -J lookup "$PINS/inode" /etc/passwd
	same "$output" '{"key":"/etc/passwd","value":6}'
}

@test "an inner map is written back as it was dumped" {
	local id
	mapctl create "$PINS/inner" type hash key u32 value u32 entries 1 name reg_inner
	mapctl create "$PINS/outer" type array_of_maps key 4 value 4 entries 3 inner "$PINS/inner" \
		name reg_outer
	id=$(mapctl -r -o id info "$PINS/inner")
	mapctl update "$PINS/outer" 0 "$PINS/inner"
	run_ok mapctl -J lookup "$PINS/outer" 0
	same "$output" "{\"key\":0,\"value\":{\"id\":$id,\"name\":\"reg_inner\"}}"
	run_ok mapctl update "$PINS/outer" 1 "$(mapctl -J lookup "$PINS/outer" 0 | jq -c .value)"
	run_ok mapctl update "$PINS/outer" 2 "$id /* reg_inner */"
	run_ok mapctl -r -o value dump "$PINS/outer"
	same "$output" "$id"$'\n'"$id"$'\n'"$id"
	run_fails 2 'unknown field "nam"' mapctl update "$PINS/outer" 1 "{\"id\":$id,\"nam\":\"x\"}"
	run_fails 2 'gives no id' mapctl update "$PINS/outer" 1 '{}'
}
