// SPDX-License-Identifier: GPL-2.0-or-later
/* Help on what no single command owns. The manual says the same at more length. */
#include <stddef.h>

#include "commands/topics.h"

static const struct topic topics[] = {
	{"names", "how a map is named on the command line",
	 "MAP is one of\n"
	 "  name NAME       the full name; it must fit one map\n"
	 "  id N            the kernel's number, as list shows it\n"
	 "  pinned PATH     a pin on bpffs\n"
	 "  pid N fd M      descriptor M of process N\n"
	 "or one bare word: a pin if it holds a \"/\", an id if it is a number, else a name.\n"
	 "\n"
	 "--prog, --pid and --under DIR narrow a name down; --newest takes the map created\n"
	 "last, for reading only. list, dump and watch take a glob: 'cilium_*'. The kernel\n"
	 "keeps 15 bytes of a name; the full one is found through BTF or the pin. A name\n"
	 "that fits several maps is refused, exit status 2, with the maps that it fits.\n"},
	{"values", "how keys and values are typed",
	 "Whatever is printed can be typed; strict JSON can, too:\n"
	 "  501  -3  0x1f  0o17  0b101  1_000_000  64Ki  3M  'c'   numbers\n"
	 "  \"text\"  text                                           char arrays\n"
	 "  tcp  A|B  true                                         names, flags, bool\n"
	 "  10.0.0.1  2001:db8::1  10.0.0.0/8  aa:bb:cc:dd:ee:ff   addresses\n"
	 "  [1, 2, 3]  {saddr: 10.0.0.1, port: 443}                arrays, structs\n"
	 "  hex:0a000001                                           bytes\n"
	 "  @FILE  @-                                              from a file\n"
	 "\n"
	 "Fields are set one by one: key.saddr=10.0.0.1 value.slots[3]=1, or\n"
	 "saddr=10.0.0.1 where only one of key and value has the name. What is left out\n"
	 "of a new value is zero, of an existing one is kept; what is left out of a key is\n"
	 "an error, but with --zero-key.\n"
	 "\n"
	 "Behind the words key and value bytes may stand: key hex 0a 00 00 01,\n"
	 "key 10 0 0 1. Objects of the kernel: map REF, prog REF, cgroup PATH, pid N,\n"
	 "file PATH, socket pid N fd M, ifname NAME [prog REF], fd N; REF is name S, id N,\n"
	 "pinned P or one bare word. In a .bss, .data or .rodata map a variable's name is\n"
	 "the key.\n"
	 "mapctl-values(7) tells more.\n"},
	{"conditions", "what --where takes",
	 "dump --where EXPR shows the entries for which EXPR holds, delete --where removes\n"
	 "them. It has C's operators on fields:\n"
	 "  'packets > 1000 && proto == tcp'     'saddr == 10.0.0.1 || !established'\n"
	 "  'bytes / packets >= 1500'            '(flags & 4) != 0'\n"
	 "or words, which need no quotes: packets gt 1000 and not proto eq udp. They are\n"
	 "eq ne lt le gt ge, and or not.\n"
	 "\n"
	 "What is no field is read as a value of the field beside it, as it prints: tcp,\n"
	 "10.0.0.1, \"text\", the names of enums. Numbers are compared by what they mean,\n"
	 "whatever their width and sign. A number alone is no condition, a bool is. What\n"
	 "divides by zero does not pass, and is counted in a note. Of a per-CPU value a\n"
	 "number is the sum, or what --cpu says.\n"
	 "mapctl-values(7) tells more.\n"},
	{"output", "tables, JSON, CSV and which columns",
	 "Without an option rows are a table for people. On a terminal it fits its width.\n"
	 "  -j              one JSON document; -p the same, indented\n"
	 "  -J              one JSON value a line, as they come\n"
	 "  --csv           CSV with a header line\n"
	 "  -r              one column without quotes and header, for scripts\n"
	 "  -o COL,COL...   which columns; \"help COMMAND\" lists them; with entries\n"
	 "                  field paths, too: saddr, value.slots[3]\n"
	 "\n"
	 "Hints (10.0.0.1 for an address, tcp for a protocol) are in tables, and in JSON\n"
	 "with --hints; --no-hints turns them off. With -j, -p or -J errors are JSON, too,\n"
	 "on standard error: {\"error\":{\"code\":\"ENOENT\",\"message\":\"...\"}}\n"},
	{"status", "what the exit status means",
	 "  0    done\n"
	 "  1    refused by the kernel, or what could not be read or written\n"
	 "  2    the words are wrong, or the type or a name does not fit\n"
	 "  3    what was named is not there: a map, pin, key or program; the end of the\n"
	 "       keys for getnext; nothing to pop or peek\n"
	 "  130  interrupted by Ctrl-C; for events, watch, trace and demo run that is the\n"
	 "       end, status 0\n"
	 "A reader that goes away ends it by SIGPIPE, as it ends cat.\n"},
	{"completion", "what Tab knows, and how a shell gets to know it",
	 "Tab completes commands, options and their values, maps by name, id and pin,\n"
	 "columns, fields (key.sad), what may be assigned (state=), members within braces,\n"
	 "the keys of maps with at most 256, types, programs, processes and demos. A list\n"
	 "says what each of them is. It only reads, and leaves out what you may not see.\n"
	 "\n"
	 "  bash   with the package bash-completion: once mapctl is installed; else, in\n"
	 "         ~/.bashrc: . /usr/local/share/bash-completion/completions/mapctl\n"
	 "         (or below the other PREFIX that it was installed to)\n"
	 "  zsh    behind compinit in ~/.zshrc\n"
	 "  fish   once mapctl is installed\n"},
	{"environment", "variables and files that matter",
	 "  MAPCTL_READONLY   any value but empty and 0: as --readonly\n"
	 "  NO_COLOR          set: no colour on terminals\n"
	 "  TERM              dumb, or not set: no colour either\n"
	 "  COLUMNS           the width of a terminal that does not tell its own\n"
	 "  MAPCTL_HISTORY    where the session keeps its lines; empty: nowhere\n"
	 "  PAGER             shows what is longer than the screen, in a session;\n"
	 "                    else less; empty: nothing does\n"
	 "  SHELL             what ! alone starts, in a session\n"
	 "  XDG_STATE_HOME, XDG_CONFIG_HOME\n"
	 "                    below them mapctl/history and mapctl/rc; else\n"
	 "                    ~/.local/state and ~/.config\n"
	 "  TMPDIR            where restore keeps what comes through a pipe; else /tmp\n"
	 "  /sys/fs/bpf       where pins are looked for and made, and any other bpffs\n"
	 "  /run/mapctl       what demo start remembers of demos that run\n"},
};

const struct topic *topic_at(unsigned int i)
{
	return i < sizeof(topics) / sizeof(topics[0]) ? &topics[i] : NULL;
}
