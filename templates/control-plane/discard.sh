#!/bin/sh
# discard: removes a backup that has been fetched from this machine.
#
# stdout: nothing. Can run twice.

[#include "lib/common.sh"]

file=[=path]

rm -f -- "$file"
say "removed $file"
