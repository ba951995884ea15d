/* SPDX-License-Identifier: MPL-2.0 */
/* Included once by <service>.c after define_settings.h: makes the table SETTINGS_STRUCT_table. */
#define SETTING_WHEN_RELOAD true
#define SETTING_WHEN_RESTART false

static const struct setting setting_table[] = {
#define SETTING(type, name, preset, min, max, when, doc)                                    \
    {SETTING_##type, #name, preset, min, max, SETTING_WHEN_##when,                          \
     offsetof(struct SETTINGS_STRUCT, name), doc},
#include "settings.def"
#undef SETTING
    {0},
};
