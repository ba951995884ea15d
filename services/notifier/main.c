/* SPDX-License-Identifier: MPL-2.0 */
/* The notifier: tells each person once, in their language, and keeps the words. */
#include "notifier.h"

int main(int argc, char **argv)
{
    return service_main(argc, argv, &notifier_service);
}
