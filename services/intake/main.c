/* SPDX-License-Identifier: MPL-2.0 */
/* The intake daemon. */
#include "intake.h"

int main(int argc, char **argv)
{
    return service_main(argc, argv, &intake_service);
}
