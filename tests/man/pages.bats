#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The manual's pages: made from the table as it is now, complete, clean, and readable on 60 columns.

load ../lib

pages() {
	ls "$TOP"/man/*.[78]
}

# pages_of COMMAND: those that have its synopsis
pages_of() {
	grep -lxF ".\\\" generated: synopsis $1" "$TOP"/man/*.[78] || true
}

# Names of the commands that help shows
commands() {
	mapctl __meta | jq -r '.commands[] | select(.flags | index("hidden") | not) | .name'
}

@test "what the table knows is in the committed pages: else run make man" {
	"$TOP/man/generate" "$BATS_TEST_TMPDIR"
	for page in "$BATS_TEST_TMPDIR"/*.[78]; do
		diff "$TOP/man/${page##*/}" "$page" || { echo "${page##*/} is stale: make man"; return 1; }
	done
}

@test "each variable that is asked for is in a page and in help environment" {
	for name in $(grep -rhoE '(getenv|user_path)\("[A-Z_]+' "$TOP"/{cli,btf,bpf,commands} --include=*.c |
		sed 's/.*"//' | sort -u); do
		case $name in HOME | PATH | LC_ALL) continue ;; esac
		grep -q "^\.It.* Ev $name" "$TOP"/man/mapctl{,-repl}.8 || { echo "$name is in no page"; return 1; }
		mapctl help environment | grep -qw "$name" || { echo "$name is not in help environment"; return 1; }
	done
}

@test "each topic of help is in its page" {
	for topic in $(mapctl help help | tr '\n' ' ' | sed 's/.*a topic (\([^)]*\)).*/\1/; s/,//g'); do
		grep -q "^\.Ql $topic" "$TOP/man/mapctl-help.8" || { echo "$topic is not there"; return 1; }
	done
}

@test "a page that is stale is found" {
	mkdir "$BATS_TEST_TMPDIR/man" "$BATS_TEST_TMPDIR/out"
	cp "$TOP/man/generate" "$BATS_TEST_TMPDIR/man"
	sed 's/^only the keys$/only the values/' "$TOP/man/mapctl-dump.8" >"$BATS_TEST_TMPDIR/man/mapctl-dump.8"
	"$BATS_TEST_TMPDIR/man/generate" "$BATS_TEST_TMPDIR/out"
	same "$(cat "$BATS_TEST_TMPDIR/out/mapctl-dump.8")" "$(cat "$TOP/man/mapctl-dump.8")"
}

@test "each command has one page with its synopsis, options and columns, and each page a command" {
	n=0
	while read -r name; do
		page=$(pages_of "$name")
		[ -n "$page" ] || { echo "$name has no page: copy another's, change its words, make man"; return 1; }
		[ "$(wc -l <<<"$page")" = 1 ] || { echo "$name is on several pages: $page"; return 1; }
		grep -qxF ".\\\" generated: options $name" "$page" || { echo "$name: no options"; return 1; }
		columns=$(mapctl __meta | jq -r --arg name "$name" '.commands[] | select(.name == $name) | .columns[0].name // empty')
		[ -z "$columns" ] || grep -qxF ".\\\" generated: columns $name" "$page" ||
			{ echo "$name: no columns"; return 1; }
		n=$((n + 1))
	done < <(commands)
	[ "$n" -ge 28 ]
	same "$(cat $(pages) | grep -c '^\.\\" generated: synopsis ')" "$n"
	for page in "$TOP"/man/mapctl-*.8; do
		name=${page##*/mapctl-}
		commands | grep -qE "^${name%.8}( |\$)" || { echo "$page is of no command"; return 1; }
	done
}

@test "each map type has its section, made from the table" {
	page=$TOP/man/mapctl-types.7
	for type in $(mapctl help types | awk '/^  [a-z]/ { print $1 }'); do
		grep -qx ".Ss $type" "$page"
		grep -qxF ".\\\" generated: types $type" "$page"
	done
	same "$(grep -c '^\.Ss ' "$page")" "$(mapctl help types | grep -c '^  [a-z]')"
}

# Lints pages, with all of mandoc's messages but those about other manuals: which are installed here is
# no fault of the pages. "base" leaves out the rules that are NetBSD's and OpenBSD's own.
lint() {
	mandoc -T lint -W base "$@" 2>/dev/null | grep -v 'referenced manual not found: Xr ' || true
}

@test "mandoc finds nothing to remark" {
	# shellcheck disable=SC2046
	same "$(lint $(pages))" ""
	sed 's/^\.Sh OPTIONS$/.Hs OPTIONS/' "$TOP/man/mapctl-dump.8" >"$BATS_TEST_TMPDIR/x.8"
	[[ $(lint "$BATS_TEST_TMPDIR/x.8") == *"skipping unknown macro: .Hs"* ]]
}

@test "every page that is referred to is there" {
	n=0
	while read -r name section; do
		case $name in
		mapctl*) [ -e "$TOP/man/$name.$section" ] || { echo "$name($section)"; return 1; } ;;
		# Debian's manpages-dev, coreutils and dash
		bpf | mmap) [ "$section" = 2 ] ;;
		chmod | chown | sh | bash) [ "$section" = 1 ] ;;
		*) echo "is there a page $name($section)?"; return 1 ;;
		esac
		n=$((n + 1))
	done < <(cat $(pages) | grep -oE '(^\.|[^a-z])Xr [a-z0-9-]+ [0-9]' | sed 's/.*Xr //')
	[ "$n" -gt 150 ]
}

@test "every page fits terminals of 80 and of 60 columns" {
	for page in $(pages); do
		for width in 80 60; do
			mandoc -T utf8 -O "width=$width" "$page" | sed $'s/.\b//g' >"$BATS_TEST_TMPDIR/text"
			[ -s "$BATS_TEST_TMPDIR/text" ]
			widest=$(LC_ALL=C.UTF-8 wc -L <"$BATS_TEST_TMPDIR/text")
			[ "$widest" -le "$width" ] || { echo "$page has $widest columns at $width"; return 1; }
		done
	done
}

@test "groff, where it is installed, has nothing to remark either" {
	command -v groff >/dev/null || skip "groff is not installed"
	for page in $(pages); do
		run groff -K utf8 -mandoc -T utf8 -rLL=80n -ww "$page"
		[ "$status" = 0 ]
		! grep -iE "^(troff|groff|.*: (warning|error))" <<<"$output" || return 1
	done
}

@test "every command's page has examples, and every page what it must" {
	for page in $(pages); do
		for section in NAME DESCRIPTION EXAMPLES "SEE ALSO"; do
			[[ ${page##*/} != *-types.7 || $section != EXAMPLES ]] || continue
			grep -qx "\.Sh $section" "$page" || { echo "$page has no $section"; return 1; }
		done
		[[ $page == *.7 ]] || grep -qx '\.Sh EXIT STATUS' "$page" || { echo "$page: no status"; return 1; }
	done
}

@test "the text of help's words is in the page" {
	# the same table: an explanation stands word for word in both
	while read -r name; do
		text=$(mandoc -T utf8 -O width=200 "$(pages_of "$name")" | sed $'s/.\b//g' | tr -s ' ')
		mapctl __meta | jq -r --arg name "$name" '.commands[] | select(.name == $name) |
			(.words[] | select(.flags | index("secret") | not) | .help), .columns[].help' |
			sed 's/"/"/g' >"$BATS_TEST_TMPDIR/help"
		while read -r line; do
			grep -qF -- "$line" <<<"$text" || { echo "$name: $line"; return 1; }
		done <"$BATS_TEST_TMPDIR/help"
	done < <(commands)
}

@test "installing puts the pages where man looks, uninstalling removes them" {
	make -C "$TOP" -s BUILD="$BUILD" DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr install >/dev/null
	for page in $(pages); do
		sed 's|/usr/local/share|/usr/share|' "$page" |
			cmp - "$BATS_TEST_TMPDIR/root/usr/share/man/man${page##*.}/${page##*/}"
	done
	for file in $(sed -n 's/^\.It Pa \(.*\/share\/.*\)/\1/p' "$BATS_TEST_TMPDIR/root/usr/share/man/man8/mapctl.8"); do
		[ -e "$BATS_TEST_TMPDIR/root$file" ] || { echo "$file is not there"; return 1; }
	done
	make -C "$TOP" -s BUILD="$BUILD" DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr uninstall >/dev/null
	[ -z "$(find "$BATS_TEST_TMPDIR/root" -type f)" ]
}
