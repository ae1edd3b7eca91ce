#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Tab in real shells: bash with and without bash-completion, zsh, fish. What they type is a command
# that means what it says; a map of the test's own has the keys and fields.

load pins

setup_file() {
	kernel_or_skip
	pins_begin
	export TAG=sh$RANDOM
	mapctl create "$PINS/${TAG}_pin" type hash key 'char[16]' value 'enum { IDLE, BUSY }' entries 9 \
		name "${TAG}_words"
	mapctl update "${TAG}_words" 'two words' BUSY
	mapctl update "${TAG}_words" "it's" IDLE
	mapctl update "${TAG}_words" 'c\d' IDLE
	mapctl update "${TAG}_words" 'p$q' IDLE
	mapctl create "$PINS/${TAG}_flows" type hash key 'struct { u32 a; }' \
		value 'struct { bool seen; }' entries 9 name "${TAG}_flows"
}

setup() {
	DIR=$(mktemp -d)
	export DIR
	mkdir "$DIR/bin" "$DIR/etc"
	: >"$DIR/etc/some_file"
	cd "$DIR" || return 1
}

teardown() {
	rm -rf "$DIR"
}

# typed "SHELL" TEXT…: the completed lines are in $output
typed() {
	output=$(HOME=$DIR "$TOP/tests/tab" "$DIR/lines" "$@" 2>&1) || { echo "$output"; return 1; }
}

bash_rc() {
	cat >"$DIR/rc" <<-EOF
		PS1='ready> '
		bind 'set enable-bracketed-paste off'
		note_line() { printf '%s\n' "\$READLINE_LINE" >>"$DIR/lines"; }
		bind -x '"\C-t": note_line'
	EOF
	printf '%s\n' "$@" ". '$TOP/completion/mapctl.bash'" >>"$DIR/rc"
}

# What every bash must make of these.
bash_completes() {
	typed "bash --rcfile $DIR/rc -i" $'mapctl dem\t' $'mapctl dump x --cpu=su\t' \
		"mapctl dump ${TAG}_f"$'\t' "mapctl update ${TAG}_words x value=B"$'\t' \
		"mapctl update ${TAG}_flows see"$'\t' "mapctl update ${TAG}_flows seen=t"$'\t' \
		"mapctl lookup ${TAG}_words tw"$'\t' "mapctl lookup ${TAG}_words 'tw"$'\t' \
		"mapctl lookup ${TAG}_words \"tw"$'\t' "mapctl lookup ${TAG}_words two\\ w"$'\t' \
		"mapctl lookup ${TAG}_words it"$'\t' "mapctl lookup ${TAG}_words 'it"$'\t' \
		"mapctl lookup ${TAG}_words c\\\\"$'\t' "mapctl lookup ${TAG}_words \"c\\\\"$'\t' \
		"mapctl lookup ${TAG}_words \"p\\\$"$'\t' \
		$'mapctl list -o id,nam\t' "mapctl dump $PINS/${TAG}_p"$'\t' $'mapctl dump /sys/fs/b\t' \
		$'mapctl dump x --btf etc/so\t' $'true; X=1 mapctl dem\t' "mapctl dump pinned a:b"$'\t' || return 1
	same "$output" "mapctl demo 
mapctl dump x --cpu=sum 
mapctl dump ${TAG}_flows 
mapctl update ${TAG}_words x value=BUSY 
mapctl update ${TAG}_flows seen=
mapctl update ${TAG}_flows seen=true 
mapctl lookup ${TAG}_words 'two words' 
mapctl lookup ${TAG}_words 'two words' 
mapctl lookup ${TAG}_words \"two words\" 
mapctl lookup ${TAG}_words 'two words' 
mapctl lookup ${TAG}_words 'it'\\''s' 
mapctl lookup ${TAG}_words 'it'\\''s' 
mapctl lookup ${TAG}_words 'c\\d' 
mapctl lookup ${TAG}_words \"c\\\\d\" 
mapctl lookup ${TAG}_words \"p\\\$q\" 
mapctl list -o id,name
mapctl dump $PINS/${TAG}_pin 
mapctl dump /sys/fs/bpf/
mapctl dump x --btf etc/some_file 
true; X=1 mapctl demo 
mapctl dump pinned a:b"
}

@test "bash completes words with blanks, quotes, = and : in them" {
	bash_rc
	bash_completes
}

@test "bash does the same beside bash-completion, and behind sudo" {
	[ -e /usr/share/bash-completion/bash_completion ] || skip "bash-completion is not here"
	printf '#!/bin/sh\nexec "$@"\n' >"$DIR/bin/sudo"
	chmod +x "$DIR/bin/sudo"
	bash_rc ". /usr/share/bash-completion/bash_completion" "PATH=$DIR/bin:\$PATH"
	bash_completes
	rm "$DIR/lines"
	typed "bash --rcfile $DIR/rc -i" $'sudo mapctl dem\t' $'sudo -u root mapctl dump x --cpu=su\t' \
		"sudo mapctl lookup ${TAG}_words 'tw"$'\t'
	same "$output" "sudo mapctl demo 
sudo -u root mapctl dump x --cpu=sum 
sudo mapctl lookup ${TAG}_words 'two words' "
}

@test "bash lists at the second Tab what each word is" {
	bash_rc
	typed "bash --rcfile $DIR/rc -i" shows "${TAG}_words  hash char[16] -> enum {…}" \
		"mapctl dump ${TAG}_"$'\t\t'
	same "$output" "mapctl dump ${TAG}_"
}

@test "zsh completes the same words, and says what each is" {
	command -v zsh || skip "zsh is not here"
	cat >"$DIR/.zshrc" <<-EOF
		PS1='ready> '
		fpath=('$TOP/completion' \$fpath)
		autoload -Uz compinit
		compinit -u -D
		note_line() { print -r -- "\$BUFFER" >>"$DIR/lines" }
		zle -N note_line
		bindkey '^T' note_line
	EOF
	ZDOTDIR=$DIR typed "zsh -i" $'mapctl dem\t' $'mapctl dump x --cpu=su\t' "mapctl dump ${TAG}_f"$'\t' \
		"mapctl update ${TAG}_flows see"$'\t' "mapctl update ${TAG}_flows seen=t"$'\t' \
		"mapctl lookup ${TAG}_words tw"$'\t' "mapctl lookup ${TAG}_words 'tw"$'\t' \
		$'mapctl list -o id,nam\t' "mapctl dump $PINS/${TAG}_p"$'\t' $'mapctl dump x --btf etc/so\t' \
		$'mapctl dump x --btf=etc/so\t' $'mapctl batch ~/etc/so\t' \
		shows "${TAG}_words  -- hash char[16] -> enum {…}" "mapctl dump ${TAG}_"$'\t'
	same "$output" "mapctl demo 
mapctl dump x --cpu=sum 
mapctl dump ${TAG}_flows 
mapctl update ${TAG}_flows seen=
mapctl update ${TAG}_flows seen=true 
mapctl lookup ${TAG}_words two\\ words 
mapctl lookup ${TAG}_words 'two words' 
mapctl list -o id,name
mapctl dump $PINS/${TAG}_pin 
mapctl dump x --btf etc/some_file 
mapctl dump x --btf=etc/some_file 
mapctl batch ~/etc/some_file 
mapctl dump ${TAG}_"
}

@test "fish completes the same words, and says what each is" {
	command -v fish || skip "fish is not here"
	mkdir -p "$DIR/.config/fish/completions"
	cp "$TOP/completion/mapctl.fish" "$DIR/.config/fish/completions"
	# shellcheck disable=SC2016 # for fish
	tell() {
		HOME=$DIR XDG_CONFIG_HOME=$DIR/.config fish -c 'complete -C "$argv"' "$1"
	}
	same "$(tell 'mapctl dem')" "demo"$'\t'"list, info, start, stop, run"
	same "$(tell 'mapctl dump x --cpu=su')" "--cpu=sum"
	same "$(tell "mapctl dump ${TAG}_w")" "${TAG}_words"$'\t'"hash char[16] -> enum {…}"
	same "$(tell "mapctl update ${TAG}_flows seen=")" $'seen=false\nseen=true'
	same "$(tell "mapctl lookup ${TAG}_words 'tw")" "two words"$'\t'"BUSY"
	same "$(tell "mapctl lookup ${TAG}_words tw")" "two words"$'\t'"BUSY"
	same "$(tell 'mapctl dump x --btf etc/so')" "etc/some_file"
	same "$(tell 'mapctl dump x --btf=etc/so')" "--btf=etc/some_file"
	# shellcheck disable=SC2088 # for fish
	same "$(tell 'mapctl batch ~/etc/so')" "~/etc/some_file"
	same "$(tell 'mapctl batch "etc/so')" "etc/some_file"
	same "$(tell 'env mapctl dem')" "demo"$'\t'"list, info, start, stop, run"
}
