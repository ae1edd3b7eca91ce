// SPDX-License-Identifier: GPL-2.0-or-later
/* Base64: three bytes are four characters. */
#include "bpf/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* n, 1 to 3 bytes as four characters. */
static void encode(const unsigned char *in, size_t n, char *out)
{
	__u32 bits = (__u32)in[0] << 16 | (n > 1 ? (__u32)in[1] << 8 : 0) | (n > 2 ? in[2] : 0);

	for (size_t i = 0; i < 4; i++)
		out[i] = i <= n ? digits[bits >> (18 - 6 * i) & 63] : '=';
}

void base64_add(struct buf *out, const void *data, size_t n)
{
	const unsigned char *in = data;
	size_t groups = (n + 2) / 3;
	char *p = buf_room(out, 4 * groups);

	if (!p)
		return;
	for (size_t i = 0; i < groups; i++)
		encode(in + 3 * i, n - 3 * i < 3 ? n - 3 * i : 3, p + 4 * i);
	out->len += 4 * groups;
}

static int digit_value(char c)
{
	const char *found = c ? memchr(digits, c, 64) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Four characters, of which n stand for something; false: not so, or bits are left over. */
static bool decode(const char *in, size_t n, char *out)
{
	__u32 bits = 0;

	for (size_t i = 0; i < 4; i++) {
		int value = i < n ? digit_value(in[i]) : 0;

		if (value < 0)
			return false;
		bits = bits << 6 | (__u32)value;
	}
	if (bits & (0xffffff >> (8 * (n - 1))))
		return false;
	for (size_t i = 0; i + 1 < n; i++)
		out[i] = (char)(bits >> (16 - 8 * i));
	return true;
}

bool base64_read(struct buf *out, const char *text, size_t n)
{
	size_t pad = 0, groups = n / 4;
	char *p;

	if (n % 4)
		return false;
	while (pad < 2 && pad < n && text[n - 1 - pad] == '=')
		pad++;
	p = n ? buf_room(out, 3 * groups) : NULL;
	if (!p)
		return !n;
	for (size_t i = 0; i < groups; i++) {
		size_t used = i + 1 < groups ? 4 : 4 - pad;

		if (!decode(text + 4 * i, used, p + 3 * i))
			return false;
	}
	out->len += 3 * groups - pad;
	return true;
}
