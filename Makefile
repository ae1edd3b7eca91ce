# SPDX-License-Identifier: GPL-2.0-or-later
# Builds mapctl under $(BUILD) and installs nothing; ./setup installs what is missing.
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=

CC      ?= cc
CLANG   ?= clang
CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wvla
ifeq ($(WERROR),1)
WARN    += -Werror
endif
ifeq ($(SANITIZE),1)
SAN     := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
endif

VERSION := $(shell cat VERSION)
PKGS    := libbpf smartcols readline jansson zlib
PKGCONF := pkg-config

# ---- what is missing, in one line -----------------------------------------------------------
# need COMMAND,PACKAGE: the package, when the command fails
need    = $(if $(shell $(1) >/dev/null 2>&1 || echo no),$(2))
# missing PACKAGES, STEP: ends make when there are any; STEP is a word of setup
missing = $(if $(strip $(1)),$(error missing: $(strip $(1)). Run ./setup$(2), which installs what is missing))

NOBUILD := clean uninstall check-size
ifneq ($(filter-out $(NOBUILD),$(or $(MAKECMDGOALS),all)),)
$(call missing,$(call need,command -v $(PKGCONF),pkg-config))
$(call missing,$(call need,command -v $(firstword $(CC)),$(CC)) \
	$(call need,command -v $(CLANG),$(CLANG)) \
	$(call need,$(PKGCONF) --exists libbpf,libbpf-dev) \
	$(call need,$(PKGCONF) --exists smartcols,libsmartcols-dev) \
	$(call need,$(PKGCONF) --exists readline,libreadline-dev) \
	$(call need,$(PKGCONF) --exists jansson,libjansson-dev) \
	$(call need,$(PKGCONF) --exists zlib,zlib1g-dev))
ifneq ($(call need,$(PKGCONF) --atleast-version=1.1 libbpf,libbpf-dev),)
$(error libbpf-dev $(shell $(PKGCONF) --modversion libbpf) is too old: mapctl needs 1.1 or newer)
endif
PKG_CFLAGS := $(shell $(PKGCONF) --cflags $(PKGS))
PKG_LIBS   := $(shell $(PKGCONF) --libs $(PKGS))
endif

ifneq ($(V),1)
Q       := @
say      = @printf '  %-7s %s\n' $(1) $@
else
say      = @:
endif

ALL_CFLAGS := -std=gnu11 -D_GNU_SOURCE -DMAPCTL_VERSION='"$(VERSION)"' -I. -I$(BUILD) -pthread \
	$(WARN) $(SAN) $(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS)
ALL_LIBS   := $(LDFLAGS) $(SAN) -pthread $(PKG_LIBS)

ROOMS   := cli btf bpf bpf/demos commands
SRCS    := $(filter-out %.bpf.c,$(foreach r,$(ROOMS),$(wildcard $(r)/*.c)))
OBJS    := $(SRCS:%.c=$(BUILD)/%.o)
LIBOBJS := $(filter-out $(BUILD)/commands/main.o,$(OBJS))
LIB     := $(BUILD)/libmapctl.a

all: $(BUILD)/mapctl

$(BUILD)/mapctl: $(BUILD)/commands/main.o $(LIB)
	$(call say,LINK)
	$(Q)$(CC) -o $@ $(BUILD)/commands/main.o $(LIB) $(ALL_LIBS)

$(LIB): $(LIBOBJS)
	$(call say,AR)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(OBJS): VERSION Makefile

$(BUILD)/%.o: %.c
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# ---- BPF objects, embedded with .incbin by bpf/objects.c ------------------------------------
BPF_SRCS   := $(wildcard bpf/probes/*.bpf.c bpf/demos/*.bpf.c)
BPF_OBJS   := $(BPF_SRCS:%.c=$(BUILD)/%.o)
# clang -target bpf does not look where the host has its <asm/types.h>: there it does, last
ASM_TYPES  := $(shell $(CC) -M -x c -include asm/types.h /dev/null 2>/dev/null)
ASM_DIR    := $(patsubst %/asm/types.h,%,$(firstword $(filter %/asm/types.h,$(ASM_TYPES))))
BPF_ARCH   := $(shell uname -m | sed 's/x86_64/x86/; s/aarch64/arm64/; s/ppc64.*/powerpc/; \
	s/s390x/s390/; s/riscv64/riscv/; s/arm.*/arm/')
BPF_CFLAGS := -O2 -g -Wall -target bpf -mcpu=v3 -D__TARGET_ARCH_$(BPF_ARCH) -I. \
	$(if $(ASM_DIR),-idirafter $(ASM_DIR)) $(PKG_CFLAGS)

$(BUILD)/%.bpf.o: %.bpf.c
	$(call say,BPF)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bpf/objects.o: $(BPF_OBJS)

include Makefile.tests

# ---- installing -----------------------------------------------------------------------------
BINDIR := $(DESTDIR)$(PREFIX)/sbin
DOCDIR := $(DESTDIR)$(PREFIX)/share/doc/mapctl
BASHDIR := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSHDIR := $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISHDIR := $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
MANDIR := $(DESTDIR)$(PREFIX)/share/man

install: $(BUILD)/mapctl
	install -d $(BINDIR) $(DOCDIR) $(BASHDIR) $(ZSHDIR) $(FISHDIR)
	install -m 755 $(BUILD)/mapctl $(BINDIR)/mapctl
	install -m 644 README.md CHANGELOG.md LICENSE $(DOCDIR)/
	install -m 644 completion/mapctl.bash $(BASHDIR)/mapctl
	install -m 644 completion/_mapctl $(ZSHDIR)/_mapctl
	install -m 644 completion/mapctl.fish $(FISHDIR)/mapctl.fish
	install -d $(MANDIR)/man7 $(MANDIR)/man8
	install -m 644 $(wildcard man/*.7) $(MANDIR)/man7/
	install -m 644 $(wildcard man/*.8) $(MANDIR)/man8/
	sed 's|/usr/local/share|$(PREFIX)/share|' man/mapctl.8 >$(MANDIR)/man8/mapctl.8

uninstall:
	rm -f $(BINDIR)/mapctl $(BASHDIR)/mapctl $(ZSHDIR)/_mapctl $(FISHDIR)/mapctl.fish
	rm -f $(addprefix $(DOCDIR)/,README.md CHANGELOG.md LICENSE)
	rm -f $(patsubst man/%,$(MANDIR)/man7/%,$(wildcard man/*.7))
	rm -f $(patsubst man/%,$(MANDIR)/man8/%,$(wildcard man/*.8))
	rmdir $(DOCDIR) 2>/dev/null || :

clean:
	rm -rf $(BUILD)

-include $(OBJS:.o=.d) $(BPF_OBJS:.o=.d)

.PHONY: all clean install uninstall
.DELETE_ON_ERROR:
