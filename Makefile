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
PKGS    := libbpf smartcols
PKGCONF := pkg-config

# ---- what is missing, in one line -----------------------------------------------------------
NOBUILD := clean help setup uninstall check-layers check-size check-format
ifneq ($(filter-out $(NOBUILD),$(or $(MAKECMDGOALS),all)),)
ifeq ($(shell command -v $(PKGCONF) 2>/dev/null),)
$(error missing: pkg-config. Run ./setup to install what the build needs)
endif
MISSING := $(strip $(foreach p,$(PKGS),$(if $(shell $(PKGCONF) --exists $(p) || echo no),$(p))) \
	$(if $(shell command -v $(CLANG) 2>/dev/null),,clang))
ifneq ($(MISSING),)
$(error missing: $(MISSING). Run ./setup to install what the build needs)
endif
LIBBPF_OK := $(shell $(PKGCONF) --atleast-version=1.1 libbpf && echo yes)
ifneq ($(LIBBPF_OK),yes)
$(error libbpf $(shell $(PKGCONF) --modversion libbpf) is too old: mapctl needs 1.1 or newer)
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

ROOMS   := cli btf bpf commands
SRCS    := $(foreach r,$(ROOMS),$(wildcard $(r)/*.c))
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

$(BUILD)/%.o: %.c
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# ---- BPF objects, embedded with .incbin by bpf/objects.c ------------------------------------
BPF_SRCS   := $(wildcard bpf/probes/*.bpf.c bpf/demos/*.bpf.c)
BPF_OBJS   := $(BPF_SRCS:%.c=$(BUILD)/%.o)
MULTIARCH  := $(shell $(CC) -print-multiarch 2>/dev/null)
BPF_ARCH   := $(shell uname -m | sed 's/x86_64/x86/; s/aarch64/arm64/; s/ppc64.*/powerpc/; \
	s/s390x/s390/; s/riscv64/riscv/; s/arm.*/arm/')
BPF_CFLAGS := -O2 -g -Wall -target bpf -mcpu=v3 -D__TARGET_ARCH_$(BPF_ARCH) -I. \
	$(if $(MULTIARCH),-idirafter /usr/include/$(MULTIARCH)) $(PKG_CFLAGS)

$(BUILD)/%.bpf.o: %.bpf.c
	$(call say,BPF)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bpf/objects.o: $(BPF_OBJS)

include Makefile.tests

# ---- installing -----------------------------------------------------------------------------
BINDIR := $(DESTDIR)$(PREFIX)/sbin
DOCDIR := $(DESTDIR)$(PREFIX)/share/doc/mapctl

install: $(BUILD)/mapctl
	install -d $(BINDIR) $(DOCDIR)
	install -m 755 $(BUILD)/mapctl $(BINDIR)/mapctl
	install -m 644 README.md CHANGELOG.md LICENSE $(DOCDIR)/

uninstall:
	rm -f $(BINDIR)/mapctl
	rm -f $(addprefix $(DOCDIR)/,README.md CHANGELOG.md LICENSE)
	-rmdir $(DOCDIR) 2>/dev/null


clean:
	rm -rf $(BUILD)

-include $(OBJS:.o=.d) $(BPF_OBJS:.o=.d)

.PHONY: all clean install uninstall
.DELETE_ON_ERROR:
