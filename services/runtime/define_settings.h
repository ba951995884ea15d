/* SPDX-License-Identifier: MPL-2.0 */
/* Included by <service>.h after `#define SETTINGS_STRUCT intake_settings`: makes the struct from the
   service's settings.def. Texts are char[256], so a loaded struct owns all it needs. */
#include <stdbool.h>
#include <stdint.h>

#define SETTING_MEMBER_TEXT(name) char name[256]
#define SETTING_MEMBER_INT(name) int64_t name
#define SETTING_MEMBER_BOOL(name) bool name

struct SETTINGS_STRUCT {
#define SETTING(type, name, preset, min, max, when, doc) SETTING_MEMBER_##type(name);
#include "settings.def"
#undef SETTING
    char reserved;
};
