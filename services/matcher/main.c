/* SPDX-License-Identifier: MPL-2.0 */
/* The matcher daemon. */
#include "matcher.h"

int main(int argc, char **argv)
{
    return service_main(argc, argv, &matcher_service);
}
