/* SPDX-License-Identifier: MPL-2.0 */
/* The profile: who we are and where the services are.
 *
 *   name = 'operator'
 *   key = '/etc/entraide/keys/operator.key_secret'
 *   service intake { endpoints = 'tcp://127.0.0.1:5701'  key = 'Z85 public key of the service' }
 *
 * Single quotes: between double ones libconfuse would expand the ${...} that a key may contain. */
#include <confuse.h>
#include <czmq.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"

static void tell_config(cfg_t *cfg, const char *format, va_list arguments)
{
    fprintf(stderr, "entraide: %s:%d: ", cfg->filename ? cfg->filename : "profile", cfg->line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

static bool connect_service(entraide_t *bus, cfg_t *section)
{
    enum owner service = find_service(cfg_title(section));
    if (service == OWNER_ANY) {
        return false;
    }
    if (entraide_connect(bus, service, cfg_getstr(section, "endpoints"),
                         cfg_getstr(section, "key")) != ENTRAIDE_DONE) {
        complain(
            "profile: service %s: expected endpoints = 'tcp://HOST:PORT,...' (1..8 of them) and "
            "key = '40 characters of Z85'",
            owner_name(service));
        return false;
    }
    return true;
}

static void warn_of_access(const char *path)
{
    struct stat file;
    if (stat(path, &file) == 0 && (file.st_mode & (S_IRWXG | S_IRWXO))) {
        complain("%s can be read by others: chmod 600 %s", path, path);
    }
}

/* The file with the secret key, whichever of the two the profile names. */
static zcert_t *load_key(const char *path)
{
    char secret[512];
    zcert_t *cert = zcert_load(path);
    if (!cert) {
        complain(
            "profile: key = '%s': not a key file, or not readable (entraide keys new makes one)",
            path);
        return NULL;
    }
    snprintf(secret, sizeof secret, "%s_secret", path);
    warn_of_access(access(secret, F_OK) == 0 ? secret : path);
    return cert;
}

static entraide_t *connect_profile(cfg_t *cfg)
{
    zsys_handler_set(NULL);
    zcert_t *cert = load_key(cfg_getstr(cfg, "key"));
    if (!cert) {
        return NULL;
    }
    struct entraide_identity identity = {.name = cfg_getstr(cfg, "name"),
                                         .public_key = zcert_public_txt(cert),
                                         .secret_key = zcert_secret_txt(cert)};
    AUTO(entraide_t) *bus = entraide_new(&identity);
    zcert_destroy(&cert);
    if (!bus) {
        complain("profile: name is 1..64 of [a-z0-9._-]");
    }
    for (unsigned i = 0; bus && i < cfg_size(cfg, "service"); i++) {
        if (!connect_service(bus, cfg_getnsec(cfg, "service", i))) {
            return NULL;
        }
    }
    return take(&bus);
}

entraide_t *open_bus(const char *profile)
{
    cfg_opt_t service[] = {CFG_STR("endpoints", "", CFGF_NONE), CFG_STR("key", "", CFGF_NONE),
                           CFG_END()};
    cfg_opt_t options[] = {CFG_STR("name", "entraide", CFGF_NONE), CFG_STR("key", "", CFGF_NONE),
                           CFG_SEC("service", service, CFGF_MULTI | CFGF_TITLE), CFG_END()};
    cfg_t *cfg = cfg_init(options, CFGF_NONE);
    cfg_set_error_function(cfg, tell_config);
    entraide_t *bus = NULL;
    switch (cfg_parse(cfg, profile)) {
    case CFG_SUCCESS:
        bus = connect_profile(cfg);
        break;
    case CFG_FILE_ERROR:
        complain("no profile at %s: give --config FILE or set ENTRAIDE_CONFIG", profile);
        break;
    default:
        break; /* told by tell_config */
    }
    cfg_free(cfg);
    return bus;
}
