#!/bin/sh
# Stands before a tpm2-tools program (linked under its name): a software TPM without a resource manager keeps what each
# program leaves loaded until it is full. A real TPM has /dev/tpmrm0 for that.
for kind in -t -l -s; do /usr/bin/tpm2_flushcontext "$kind" >/dev/null 2>&1; done
exec "/usr/bin/$(basename "$0")" "$@"
